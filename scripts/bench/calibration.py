"""Reliability table and expected calibration error of role and phase, on industries the heads have not seen.

    .venv/bin/python -m scripts.bench.calibration [--plot docs/reliability.svg]
"""

from __future__ import annotations

import sys

from engine.visitors.calibrating.command import main

if __name__ == "__main__":
    sys.argv.insert(1, "--dry")
    main()

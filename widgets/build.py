"""Bundle widgets/src into the one shipped file widgets/lotse.js with a pinned esbuild; print its size and SRI hash."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHIPPED = HERE / "lotse.js"
ESBUILD = "esbuild@0.25.0"
MOST_BYTES = 10_000
_FLAGS = ("--bundle", "--format=esm", "--target=es2022", "--legal-comments=none")


def source_hash() -> str:
    """16 hex digits over all sources; the shipped file names them, so that a forgotten build is noticed."""
    digest = hashlib.sha256()
    for path in sorted((HERE / "src").glob("*.*s")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def header() -> str:
    """First line of the shipped file."""
    return f"// Lotse, Apache-2.0, from widgets/src {source_hash()}\n"


def integrity(code: bytes) -> str:
    """The value of the `integrity` attribute for this code."""
    return "sha384-" + base64.b64encode(hashlib.sha384(code).digest()).decode()


def gzipped(code: bytes) -> int:
    """Bytes of the code after gzip level 9."""
    return len(gzip.compress(code, 9, mtime=0))


def _esbuild(source: str, *flags: str) -> str:
    """One source file, minified."""
    command = ["npx", "--yes", ESBUILD, str(HERE / "src" / source), "--minify", "--charset=utf8", *flags]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def main() -> int:
    """Write widgets/lotse.js (needs node and npx); 1 if it is larger than the budget."""
    styles = json.dumps(_esbuild("styles.css").strip(), ensure_ascii=False)
    made = _esbuild("element.js", *_FLAGS, f"--define:STYLES={styles}")
    code = (header() + made).encode()
    SHIPPED.write_bytes(code)
    size = gzipped(code)
    print(f"widgets/lotse.js {len(code)} bytes, {size} gzipped (budget {MOST_BYTES})\n{integrity(code)}")
    return int(size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())

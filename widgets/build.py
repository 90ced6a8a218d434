"""Join the modules of widgets/src into the one file widgets/lotse.js and print its SRI hash and size."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = ("texts", "dom", "client", "consent", "tracker", "styles", "cards", "roles", "ask", "element")
MOST_BYTES = 10_240
HEAD = "// Lotse widget. Made by widgets/build.py from widgets/src; edit there. Apache-2.0\n"
_IMPORT = re.compile(r"^import .*;\n", re.M)
_EXPORT = re.compile(r"^export ", re.M)
_DOC = re.compile(r"^[ ]*/\*\*.*?\*/\n", re.M | re.S)
_BLANK = re.compile(r"\n{2,}")


def bundle() -> str:
    """The source modules in dependency order, without imports, exports and documentation comments."""
    parts = []
    for name in MODULES:
        source = (HERE / "src" / f"{name}.js").read_text(encoding="utf-8")
        for pattern, put in ((_IMPORT, ""), (_EXPORT, ""), (_DOC, ""), (_BLANK, "\n")):
            source = pattern.sub(put, source)
        parts.append(source.strip("\n"))
    return HEAD + "\n".join(parts) + "\n"


def integrity(code: str) -> str:
    """The value of the `integrity` attribute for this code."""
    return "sha384-" + base64.b64encode(hashlib.sha384(code.encode()).digest()).decode()


def gzipped(code: str) -> int:
    """Bytes of the code after gzip level 9."""
    return len(gzip.compress(code.encode(), 9, mtime=0))


def main() -> int:
    """Write widgets/lotse.js; 1 if it is larger than the budget."""
    code = bundle()
    (HERE / "lotse.js").write_text(code, encoding="utf-8")
    size = gzipped(code)
    print(f"widgets/lotse.js {len(code.encode())} bytes, {size} gzipped (budget {MOST_BYTES})\n{integrity(code)}")
    return int(size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())

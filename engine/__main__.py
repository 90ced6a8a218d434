"""python -m engine: runs a command; expected errors are one readable line, not a traceback."""

from __future__ import annotations

import sys

from engine.errors import LotseError


def main() -> None:
    """Entry point of `python -m engine`."""
    from engine.cli import app

    try:
        app()
    except LotseError as error:
        print(f"lotse: {error.what}", file=sys.stderr)
        if error.where:
            print(f"  where: {error.where}", file=sys.stderr)
        if error.fix:
            print(f"  to do: {error.fix}", file=sys.stderr)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()

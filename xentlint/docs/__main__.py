"""``python -m xentlint.docs FOLDER``: build the documentation as a static site."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main() -> int:
    """Build the site where the command line says; 2 when that cannot be done."""
    parser = argparse.ArgumentParser(
        prog="python -m xentlint.docs", description="Build the documentation as a static site."
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="where the pages are written")
    folder = parser.parse_args().folder
    try:
        from .site import build
    except ModuleNotFoundError as error:
        print(f"xentlint: error: {error.name} is missing: pip install 'xentlint[docs]'", file=sys.stderr)
        return 2
    try:
        pages = build(folder)
    except OSError as error:
        print(f"xentlint: error: the pages cannot be written: {error}", file=sys.stderr)
        return 2
    print(f"{len(pages)} pages in {folder}; begin with {folder / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

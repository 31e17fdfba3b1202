"""``xentlint rule``: print what is written about a rule."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from typing import Any

from ..output.color import painter_for
from ..output.page import render
from ..rules import pages as documentation
from ..rules.codes import CODES, KNOWN_CODES, NAMES

HELP = "print a rule's documentation"
DESCRIPTION = "Print what a rule does, why it matters, and when its fix is safe."


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="a rule's code, such as XEN101, or its name")
    parser.add_argument("--all", action="store_true", help="every rule")
    parser.add_argument(
        "--output-format",
        choices=("text", "markdown", "json"),
        default="text",
        help="how to print it (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print one page, or all of them; 2 when there is no such rule."""
    if arguments.all is (arguments.code is not None):
        print("xentlint: error: name one rule, or say --all", file=sys.stderr)
        return 2
    pages = documentation.pages()
    if not arguments.all:
        page = documentation.find(arguments.code)
        if page is None:
            close = difflib.get_close_matches(arguments.code.upper(), KNOWN_CODES, 1)
            close = close or difflib.get_close_matches(arguments.code.lower(), NAMES.values(), 1)
            hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(KNOWN_CODES)}"
            print(f"xentlint: error: there is no rule {arguments.code!r}{hint}", file=sys.stderr)
            return 2
        pages = (page,)
    if arguments.output_format == "json":
        objects = [_object(page) for page in pages]
        print(json.dumps(objects if arguments.all else objects[0], indent=2))
    elif arguments.output_format == "markdown":
        print("\n\n".join(_markdown(page) for page in pages))
    else:
        paint = painter_for(sys.stdout)
        print("\n\n".join(render(_markdown(page), paint) for page in pages))
    return 0


def _object(page: documentation.Page) -> dict[str, Any]:
    return {
        "code": page.code,
        "name": NAMES.get(page.code, ""),
        "default": any(entry.default for entry in CODES if entry.code == page.code),
        "summary": page.summary,
        "fix": page.section("Fix safety"),
        "explanation": page.text,
    }


def _markdown(page: documentation.Page) -> str:
    return f"# {page.title}\n\n{page.text}"

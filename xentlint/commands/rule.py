"""``xentlint rule``: print what is written about a rule, or which rules there are."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from typing import Any

from ..output.color import painter_for
from ..output.page import render
from ..rules import pages as documentation
from ..rules.codes import DEFAULT_CODES, KNOWN_CODES, NAMES, matching

HELP = "print a rule's documentation"
DESCRIPTION = "Print what a rule does, why it matters, and when its fix is safe; without a rule, list them."


def add_parser(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "code", nargs="?", metavar="CODE", help="a rule's code, such as XEN101, its name, or a prefix (XEN1)"
    )
    parser.add_argument("--all", action="store_true", help="the page of every rule")
    parser.add_argument(
        "--output-format",
        choices=("text", "markdown", "json"),
        default="text",
        help="how to print it (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print one page, all of them, or a list; 2 when there is no such rule."""
    if arguments.all and arguments.code is not None:
        print("xentlint: error: name one rule, or say --all", file=sys.stderr)
        return 2
    pages = documentation.pages()
    listed = not arguments.all
    if arguments.code is not None:
        page = documentation.find(arguments.code)
        covered = matching(arguments.code)
        if page is None and not covered:
            close = difflib.get_close_matches(arguments.code.upper(), KNOWN_CODES, 1)
            close = close or difflib.get_close_matches(arguments.code.lower(), NAMES.values(), 1)
            hint = f"; did you mean {close[0]}?" if close else f"; there are {', '.join(KNOWN_CODES)}"
            print(f"xentlint: error: there is no rule {arguments.code!r}{hint}", file=sys.stderr)
            return 2
        listed = page is None
        pages = (page,) if page is not None else tuple(each for each in pages if each.code in covered)
    one = len(pages) == 1 and not listed and not arguments.all
    if arguments.output_format == "json":
        objects = [_object(page) for page in pages]
        print(json.dumps(objects[0] if one else objects, indent=2))
    elif arguments.output_format == "markdown":
        print("\n\n".join(_markdown(page) for page in pages))
    elif listed:
        width = max(len(NAMES[page.code]) for page in pages)
        for page in pages:
            off = "" if page.code in DEFAULT_CODES else " (opt-in)"
            print(f"{page.code}  {NAMES[page.code]:<{width}}  {page.summary.rstrip('.')}{off}")
    else:
        paint = painter_for(sys.stdout)
        print("\n\n".join(render(_markdown(page), paint) for page in pages))
    return 0


def _object(page: documentation.Page) -> dict[str, Any]:
    return {
        "code": page.code,
        "name": NAMES.get(page.code, ""),
        "default": page.code in DEFAULT_CODES,
        "summary": page.summary,
        "fix": page.section("Fix safety"),
        "explanation": page.text,
    }


def _markdown(page: documentation.Page) -> str:
    return f"# {page.title}\n\n{page.text}"

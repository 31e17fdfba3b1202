"""``xentlint server`` (also ``xentlint lsp``): serve an editor."""

from __future__ import annotations

import argparse
import sys

HELP = "serve an editor over the Language Server Protocol"
DESCRIPTION = "A language server on standard input and output. Needs the extra: pip install 'xentlint[lsp]'."


def add_parser(parser: argparse.ArgumentParser) -> None:
    """The command takes nothing; editors like to pass ``--stdio``, which is what it does anyway."""
    parser.add_argument(
        "--stdio", action="store_true", help="talk on standard input and output (the default)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until the editor hangs up; 2 when pygls is missing."""
    try:
        from ..integrations.lsp.server import create_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("lsprotocol", "pygls"):
            raise
        print(
            "xentlint: error: the language server needs pygls: pip install 'xentlint[lsp]'", file=sys.stderr
        )
        return 2
    server = create_server()
    try:
        server.start_io()
    finally:
        server.close()  # an editor that is gone waits for nothing
    return 0

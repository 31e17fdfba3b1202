"""``python -m xentlint`` is the command ``xentlint``."""

from __future__ import annotations

import os
import sys

# With -m, Python looks for modules in the working directory first. That is where the programs lie
# that are checked, and no file of theirs (a libcst.py, a tomllib.py) is ever to be run.
if __name__ == "__main__" and sys.path and sys.path[0] in ("", os.getcwd()):
    del sys.path[0]

from .cli import main

if __name__ == "__main__":
    sys.exit(main())

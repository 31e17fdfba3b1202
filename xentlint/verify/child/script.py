"""Start a user's program the way it is started by hand: a script, a module of a package, a notebook."""

from __future__ import annotations

import os
import runpy
import sys
import types
from typing import Any

from .spec import Spec


def run_script(spec: Spec) -> dict[str, Any]:
    """Run the program in this process and return its globals."""
    if spec.cells:
        return _run_cells(spec)
    if spec.module:
        sys.path[0] = spec.module_root
        return runpy.run_module(spec.module, run_name="__main__", alter_sys=True)
    sys.path[0] = os.path.dirname(spec.script)
    return runpy.run_path(spec.script, run_name="__main__")


def _run_cells(spec: Spec) -> dict[str, Any]:
    """Run a notebook's cells in order, in one namespace."""
    sys.path[0] = os.path.dirname(spec.script)
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    names = main.__dict__
    names["display"] = print  # IPython's own, which shows a value
    for number, code in spec.cells:
        exec(compile(code, f"cell {number}", "exec"), names)
    return names

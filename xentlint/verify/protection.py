"""What keeps a user's program from changing anything but its copy, on this machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Protection:
    """``namespace``: the system itself refuses writes; else ``reason`` says why it cannot be asked to."""

    namespace: bool
    reason: str = ""

    def __str__(self) -> str:
        if self.namespace:
            return (
                "everything but the copy and Keras's own downloads is read-only for the program and all that "
                "it starts; the network is not guarded"
            )
        return (
            "writes by Python code outside the copy are refused; NOT guarded here are programs that it starts, "
            f"what C++ libraries write, and the network ({self.reason})"
        )


def find_protection(environment: Mapping[str, str]) -> Protection:
    """Try what the system offers, in a process of its own."""
    if not sys.platform.startswith("linux"):
        return Protection(False, f"{sys.platform} offers no mount namespaces")
    done = subprocess.run(
        [sys.executable, "-m", "xentlint.verify.child.namespace"],
        capture_output=True,
        text=True,
        env=dict(environment),
        check=False,
    )
    if done.returncode == 0:
        return Protection(True)
    lines = done.stdout.strip().splitlines() or ["it could not be tried"]
    return Protection(False, lines[-1])

"""The versions that xentlint promises to run with: ``nox -f tests/compatibility/noxfile.py --list``.

What a build runs, what a person runs before a release, and what came of it last: ``README.md`` beside this file.
"""

from __future__ import annotations

from pathlib import Path

import nox

ROOT = Path(__file__).parents[2]
nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["tests", "oldest", "newest", "flake8", "server"]

PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
# What needs TensorFlow, or is about the corpus and not about versions, stays out.
QUICK = ["-m", "not tensorflow", "--ignore=tests/corpus", "--ignore=tests/benchmarks"]
TOOLS = ["pytest>=8", "pytest-xdist", "hypothesis", "markdown-it-py>=3", "pyyaml", "ruff", "tomli>=2"]


def check(session: nox.Session, *requirements: str, paths: tuple[str, ...] = ("tests",)) -> None:
    """Install xentlint with ``requirements`` and run the tests in ``paths``, or what stands behind ``--``."""
    session.chdir(ROOT)
    session.install(".", *TOOLS, *requirements)
    session.run("python", "-m", "pytest", "-q", "-n", "auto", *QUICK, *(session.posargs or paths))


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Every Python, with the versions that pip takes."""
    check(session, "flake8>=6", "pygls>=2", "python-lsp-server", "numpy")


@nox.session(python="3.10")
def oldest(session: nox.Session) -> None:
    """The oldest Python with the oldest version of everything that pyproject.toml allows."""
    check(
        session,
        "libcst==1.5.0",
        "packaging==22.0",
        "pathspec==0.12.0",
        "platformdirs==3.0.0",
        "flake8==6.0.0",
    )


@nox.session(python=PYTHONS[-1])
def newest(session: nox.Session) -> None:
    """The newest Python with the newest libcst, releases to come included."""
    check(session, "--upgrade", "--pre", "libcst", "packaging", "pathspec", "platformdirs")


@nox.session(python="3.12")
@nox.parametrize("version", ["6", "7"])
def flake8(session: nox.Session, version: str) -> None:
    """Both generations of flake8."""
    check(session, f"flake8=={version}.*", paths=("tests/integrations/test_flake8.py",))


@nox.session(python="3.12")
def server(session: nox.Session) -> None:
    """The language server with pygls 2."""
    paths = ("tests/integrations/test_lsp.py", "tests/hard/test_interrupts.py")
    check(session, "pygls==2.*", paths=paths)


@nox.session(python=["3.10", "3.12"])
@nox.parametrize("tensorflow", ["2.16.*", ""])
def harness(session: nox.Session, tensorflow: str) -> None:
    """What trains: the first TensorFlow with Keras 3, and the newest. Slow; not part of ``nox`` alone."""
    session.chdir(ROOT)
    session.install(".", *TOOLS, "scikit-learn", f"tensorflow=={tensorflow}" if tensorflow else "tensorflow")
    session.run("python", "-m", "pytest", "-q", "-m", "tensorflow", "tests/verify", *session.posargs)

from __future__ import annotations

from pathlib import Path

import pytest

from xentlint.sources.declarations import declared_keras


def declared(folder: Path) -> str | None:
    found = declared_keras(folder)
    return None if found is None else found[0]


@pytest.mark.parametrize(
    ("requirement", "target"),
    [
        ("keras>=3", "3"),
        ("keras==3.*", "3"),
        ("keras~=3.5", "3"),
        ("tensorflow>=2.16", "3"),
        ("tensorflow==2.21.0", "3"),
        ("tensorflow[and-cuda]>=2.16; python_version > '3.9'", "3"),
        ("tensorflow==2.1.*", "2.1"),
        ("tensorflow==2.1.0", "2.1"),
        ("tensorflow-gpu==2.0.4", "2.1"),
        ("tensorflow<2.16", "2"),
        ("tensorflow~=2.4.1", "2"),
        ("tensorflow_cpu>=2.2,<2.10", "2"),
        ("Tensorflow == 2.15.1", "2"),
        ("keras==2.10", "2"),
        ("tensorflow", None),
        ("tensorflow>=2.4", None),
        ("tensorflow~=2.4", None),  # below 3.0, so 2.16 is allowed
        ("tensorflow>=2.15,<2.17", None),
        ("keras", None),
        ("keras==2.2.4", None),  # the old Keras of several backends: not measured
        ("tensorflow==1.15", None),
        ("tensorflow>9", None),  # nothing we know of
        ("tensorflow-datasets==2.1", None),
        ("keras-tuner==3.0", None),
        ("numpy==2.1", None),
    ],
)
def test_what_a_requirement_says(tmp_path: Path, requirement: str, target: str | None) -> None:
    (tmp_path / "requirements.txt").write_text(f"{requirement}\n")
    assert declared(tmp_path) == target


def test_the_lines_of_a_requirements_file(tmp_path: Path) -> None:
    (tmp_path / "requirements-dev.txt").write_text(
        "# tensorflow==2.1\n-r other.txt\n--extra-index-url https://example.org/keras\n"
        "not a requirement at all: tensorflow==2.1\n"
        "numpy\ntensorflow==2.16.1 \\\n    --hash=sha256:0000  # keras 3\n"
    )
    assert declared(tmp_path) == "3"


def test_dependencies_of_pyproject(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\ndependencies = ["numpy", "keras>=3"]\n')
    assert declared_keras(tmp_path) == ("3", tmp_path / "pyproject.toml")


def test_install_requires_of_setup_cfg(tmp_path: Path) -> None:
    (tmp_path / "setup.cfg").write_text("[options]\ninstall_requires =\n    numpy\n    tensorflow<2.16\n")
    assert declared(tmp_path) == "2"


@pytest.mark.parametrize(
    ("lines", "target"),
    [
        (["tensorflow", "keras>=3"], "3"),
        (["tensorflow>=2.4", "keras==2.8.0"], "2"),
        (["tensorflow==2.15", "keras==3.0"], None),
        (["tensorflow>=2.16", "tf_keras"], None),
    ],
)
def test_several_requirements_must_agree(tmp_path: Path, lines: list[str], target: str | None) -> None:
    (tmp_path / "requirements.txt").write_text("\n".join(lines))
    assert declared(tmp_path) == target


def test_the_nearest_folder_that_says_anything_decides(tmp_path: Path) -> None:
    inner = tmp_path / "examples" / "old"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["keras>=3"]\n')
    assert declared(inner) == "3"
    (inner.parent / "requirements.txt").write_text("tensorflow==2.1.0\n")
    assert declared(inner) == "2.1"


def test_what_is_above_the_root_of_the_project_says_nothing(tmp_path: Path) -> None:
    inner = tmp_path / "repo"
    (inner / ".git").mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("keras>=3\n")
    assert declared(inner) is None


def test_without_a_root_only_the_folder_itself_says_anything(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "requirements.txt").write_text("keras>=3\n")
    assert declared(tmp_path) == "3"
    assert declared(tmp_path / "sub") is None


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pyproject.toml", b"[project\nkeras"),
        ("pyproject.toml", b'project = "keras"'),
        ("pyproject.toml", b'[project]\ndependencies = "keras>=3"'),
        ("setup.cfg", b"keras>=3"),
        ("requirements.txt", b"\xff\xfekeras"),
    ],
)
def test_what_cannot_be_parsed_says_nothing(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert declared(tmp_path) is None

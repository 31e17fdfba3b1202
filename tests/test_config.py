from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from xentlint.codes import CODES, DEFAULT_CODES, KNOWN_CODES, matching
from xentlint.config import DEFAULT_EXCLUDE, ConfigError, Settings, load_settings

DESIGNED = "XEN101 XEN102 XEN103 XEN104 XEN201 XEN202 XEN203 XEN204 XEN301 XEN901 XEN902".split()  # noqa: SIM905


def write(folder: Path, table: str, name: str = "pyproject.toml") -> Path:
    path = folder / name
    path.write_text(table)
    return path


def selected(**values: tuple[str, ...]) -> list[str]:
    return list(Settings(**values).selected_codes)  # type: ignore[arg-type]


class TestCodes:
    def test_the_codes_are_those_of_the_design(self) -> None:
        assert list(KNOWN_CODES) == DESIGNED
        assert len({entry.name for entry in CODES}) == len(CODES)

    @pytest.mark.parametrize(
        ("selector", "codes"),
        [
            ("ALL", DESIGNED),
            ("all", DESIGNED),
            ("XEN", DESIGNED),
            ("XEN3", ["XEN301"]),
            ("xen20", ["XEN201", "XEN202", "XEN203", "XEN204"]),
            ("XEN104", ["XEN104"]),
            ("XEN1044", []),
            ("XE", []),
            ("E501", []),
            ("", []),
        ],
    )
    def test_a_selector_covers_what_it_starts(self, selector: str, codes: list[str]) -> None:
        assert list(matching(selector)) == codes


class TestSelection:
    def test_all_but_two_are_on_by_default(self) -> None:
        assert selected() == [code for code in DESIGNED if code not in ("XEN103", "XEN902")]
        assert selected() == list(DEFAULT_CODES)

    def test_select_takes_the_place_of_the_default(self) -> None:
        assert selected(select=("XEN103", "XEN3")) == ["XEN103", "XEN301"]
        assert selected(select=("ALL",)) == DESIGNED
        assert selected(select=()) == []

    def test_extend_select_adds(self) -> None:
        assert selected(extend_select=("XEN103",)) == sorted([*DEFAULT_CODES, "XEN103"])

    def test_ignore_takes_away_from_the_default(self) -> None:
        assert selected(ignore=("XEN1", "XEN9")) == ["XEN201", "XEN202", "XEN203", "XEN204", "XEN301"]

    def test_the_most_specific_selector_decides(self) -> None:
        assert selected(select=("ALL",), ignore=("XEN2", "XEN9", "XEN3")) == [
            "XEN101",
            "XEN102",
            "XEN103",
            "XEN104",
        ]
        assert selected(select=("XEN101",), ignore=("XEN1",)) == ["XEN101"]
        assert selected(select=("XEN1",), ignore=("XEN101", "XEN103")) == ["XEN102", "XEN104"]

    def test_between_equals_ignore_decides(self) -> None:
        assert selected(select=("XEN101", "XEN202"), ignore=("XEN101",)) == ["XEN202"]

    def test_one_code_can_be_asked_for(self) -> None:
        assert Settings().is_selected("XEN101")
        assert not Settings().is_selected("XEN103")

    def test_a_code_can_be_off_in_some_files(self, tmp_path: Path) -> None:
        settings = Settings(per_file_ignores=(("tests/*", ("XEN1",)), ("*.ipynb", ("ALL",))), root=tmp_path)
        assert not settings.is_reported("XEN101", tmp_path / "tests" / "a.py")
        assert settings.is_reported("XEN201", tmp_path / "tests" / "a.py")
        assert settings.is_reported("XEN101", tmp_path / "a.py")
        assert not settings.is_reported("XEN201", tmp_path / "deep" / "a.ipynb")
        assert not settings.is_reported("XEN103", tmp_path / "a.py")


class TestFile:
    def test_without_a_file_the_defaults_hold(self, tmp_path: Path) -> None:
        assert load_settings(tmp_path) == Settings(root=tmp_path)
        assert load_settings(tmp_path).exclude == DEFAULT_EXCLUDE

    def test_every_key_is_read(self, tmp_path: Path) -> None:
        file = write(
            tmp_path,
            """
            [tool.xentlint]
            select = ["xen1"]
            ignore = ["XEN104"]
            extend-select = ["XEN301"]
            target-keras = "2.1"
            target-backend = "jax"
            exclude = ["a"]
            extend-exclude = ["b/*.py"]
            respect-gitignore = false
            cache = false
            cache-dir = ".cache"
            [tool.xentlint.per-file-ignores]
            "tests/**" = ["XEN2", "XEN301"]
            """,
        )
        assert load_settings(tmp_path) == Settings(
            select=("XEN1",),
            ignore=("XEN104",),
            extend_select=("XEN301",),
            target_keras="2.1",
            target_backend="jax",
            exclude=("a",),
            extend_exclude=("b/*.py",),
            respect_gitignore=False,
            cache=False,
            cache_dir=tmp_path / ".cache",
            per_file_ignores=(("tests/**", ("XEN2", "XEN301")),),
            root=tmp_path,
            config_file=file,
        )

    def test_the_nearest_file_with_a_table_counts(self, tmp_path: Path) -> None:
        inner = tmp_path / "a" / "b"
        inner.mkdir(parents=True)
        write(tmp_path, "[tool.xentlint]\nselect = ['XEN1']")
        write(inner, "[tool.black]\n")
        assert load_settings(inner).select == ("XEN1",)
        assert load_settings(inner).root == tmp_path
        write(inner, "[tool.xentlint]\n")
        assert load_settings(inner).select is None

    def test_files_above_the_repository_do_not_count(self, tmp_path: Path) -> None:
        (tmp_path / "repo" / ".git").mkdir(parents=True)
        write(tmp_path, "[tool.xentlint]\nselect = ['XEN1']")
        assert load_settings(tmp_path / "repo").select is None

    def test_a_run_may_start_at_a_file(self, tmp_path: Path) -> None:
        write(tmp_path, "[tool.xentlint]\nselect = ['XEN1']")
        assert load_settings(tmp_path / "train.py").select == ("XEN1",)

    def test_another_file_may_be_named(self, tmp_path: Path) -> None:
        write(tmp_path, "[tool.xentlint]\nselect = ['XEN1']")
        other = write(tmp_path, "select = ['XEN2']", "xentlint.toml")
        settings = load_settings(tmp_path, config=other)
        assert settings.select == ("XEN2",)
        assert settings.config_file == other

    @pytest.mark.parametrize(
        ("table", "key", "reason"),
        [
            ("selct = []", "tool.xentlint.selct", "did you mean 'select'?"),
            ("extend_select = []", "tool.xentlint.extend_select", "did you mean 'extend-select'?"),
            ("select = 'XEN1'", "tool.xentlint.select", "must be a list of strings"),
            ("select = [1]", "tool.xentlint.select", "must be a list of strings"),
            ("ignore = ['XEN1O1']", "tool.xentlint.ignore", "did you mean 'XEN101'?"),
            ("select = ['F401']", "tool.xentlint.select", "known are ALL, XEN101, XEN102"),
            ("target-keras = 3", "tool.xentlint.target-keras", 'must be one of "2.1", "2", "3", not 3'),
            ("target-keras = []", "tool.xentlint.target-keras", "must be one of"),
            ("target-backend = 'numpy'", "tool.xentlint.target-backend", '"tensorflow", "jax", "torch"'),
            ("cache = 'no'", "tool.xentlint.cache", "must be true or false"),
            ("cache-dir = '../elsewhere'", "tool.xentlint.cache-dir", "must lie below"),
            ("cache-dir = '/var/tmp'", "tool.xentlint.cache-dir", "must lie below"),
            ("cache-dir = 1", "tool.xentlint.cache-dir", "must be a path"),
            ("per-file-ignores = ['a']", "tool.xentlint.per-file-ignores", "must be a table"),
            ("per-file-ignores = {a = ['X']}", "tool.xentlint.per-file-ignores", "unknown code 'X'"),
        ],
    )
    def test_a_mistake_names_the_file_and_the_key(
        self, tmp_path: Path, table: str, key: str, reason: str
    ) -> None:
        file = write(tmp_path, f"[tool.xentlint]\n{table}\n")
        with pytest.raises(ConfigError) as raised:
            load_settings(tmp_path)
        assert raised.value.file == file
        assert raised.value.key == key
        assert reason in raised.value.message
        assert str(raised.value) == f"{file}: {key}: {raised.value.message}"

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"[tool.xentlint\n", "not valid TOML"),
            (b"\xff", "not UTF-8"),
            (b"tool = {xentlint = 3}", "must be a table"),
        ],
    )
    def test_a_broken_file_is_named(self, tmp_path: Path, content: bytes, reason: str) -> None:
        file = tmp_path / "pyproject.toml"
        file.write_bytes(content)
        with pytest.raises(ConfigError, match=reason) as raised:
            load_settings(tmp_path)
        assert raised.value.file == file

    def test_a_named_file_that_is_missing_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read"):
            load_settings(tmp_path, config=tmp_path / "nothing.toml")


class TestIsolated:
    def test_no_configuration_file_is_read(self, tmp_path: Path) -> None:
        write(tmp_path, "[tool.xentlint]\nselect = ['XEN1']\ntarget-keras = '2'\n")
        assert load_settings(tmp_path, isolated=True) == Settings(root=tmp_path)

    def test_what_the_command_line_says_holds(self, tmp_path: Path) -> None:
        write(tmp_path, "[tool.xentlint]\nselect = ['XEN1']\n")
        settings = load_settings(tmp_path, {"select": ["XEN2", "XEN103"]}, isolated=True)
        assert settings.selected_codes == ("XEN103", "XEN201", "XEN202", "XEN203", "XEN204")

    def test_a_file_that_is_named_contradicts_it(self, tmp_path: Path) -> None:
        with pytest.raises(TypeError, match="reads no configuration file"):
            load_settings(tmp_path, config=tmp_path / "other.toml", isolated=True)


class TestOverrides:
    @pytest.fixture
    def configured(self, tmp_path: Path) -> Path:
        write(
            tmp_path,
            "[tool.xentlint]\nselect = ['XEN101', 'XEN2']\nignore = ['XEN204']\nextend-exclude = ['old']\n",
        )
        return tmp_path

    def test_what_is_not_said_comes_from_the_file(self, configured: Path) -> None:
        settings = load_settings(configured, {"select": None, "exclude": None})
        assert settings.selected_codes == ("XEN101", "XEN201", "XEN202", "XEN203")

    def test_select_replaces_all_selection_of_the_file(self, configured: Path) -> None:
        settings = load_settings(configured, {"select": ["XEN204", "XEN3"]})
        assert settings.selected_codes == ("XEN204", "XEN301")

    def test_ignore_and_extend_select_go_on_top(self, configured: Path) -> None:
        settings = load_settings(configured, {"ignore": ["XEN1"], "extend_select": ["XEN301"]})
        assert settings.selected_codes == ("XEN201", "XEN202", "XEN203", "XEN301")

    def test_other_settings_are_replaced(self, configured: Path) -> None:
        settings = load_settings(configured, {"extend_exclude": ("new",), "target_keras": "3"})
        assert settings.extend_exclude == ("new",)
        assert settings.target_keras == "3"

    def test_a_mistake_names_the_option(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"^--extend-select: unknown code 'XEN7'"):
            load_settings(tmp_path, {"extend_select": ["XEN7"]})

    def test_an_override_that_is_no_setting_is_a_bug_of_the_caller(self, tmp_path: Path) -> None:
        with pytest.raises(TypeError, match="no such setting: colour"):
            load_settings(tmp_path, {"colour": True})


class TestTarget:
    def test_dependencies_decide_when_nothing_is_configured(self, tmp_path: Path) -> None:
        file = write(tmp_path, "tensorflow==2.1.0\n", "requirements.txt")
        settings = load_settings(tmp_path)
        assert settings.target_keras == "2.1"
        assert settings.target_origin == file

    def test_what_is_configured_wins(self, tmp_path: Path) -> None:
        write(tmp_path, "tensorflow==2.1.0\n", "requirements.txt")
        write(tmp_path, "[tool.xentlint]\ntarget-keras = '3'\n")
        settings = load_settings(tmp_path)
        assert settings.target_keras == "3"
        assert settings.target_origin is None

    def test_nothing_declared_leaves_it_open(self, tmp_path: Path) -> None:
        assert load_settings(tmp_path).target_keras is None


def test_importing_the_configuration_loads_nothing_heavy() -> None:
    def loaded(statement: str) -> str:
        heavy = ("libcst", "tensorflow", "pathspec", "packaging", "tomllib", "tomli")
        program = f"import sys; {statement}; print([name for name in {heavy!r} if name in sys.modules])"
        run = [sys.executable, "-c", program]
        root = Path(__file__).parent.parent
        return subprocess.run(run, cwd=root, capture_output=True, text=True, check=True).stdout

    assert loaded("import xentlint.config") == loaded("pass")

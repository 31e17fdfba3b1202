from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from xentlint.config.settings import DEFAULT_EXCLUDE, ConfigError, Settings, load_settings
from xentlint.rules.codes import CODES, DEFAULT_CODES, KNOWN_CODES, matching


def write(folder: Path, table: str, name: str = "pyproject.toml") -> Path:
    path = folder / name
    path.write_text(table)
    return path


def selected(**values: tuple[str, ...]) -> list[str]:
    return list(Settings(**values).selected_codes)  # type: ignore[arg-type]


PUBLISHED = "XEN101 XEN102 XEN103 XEN104 XEN201 XEN202 XEN203 XEN204 XEN301 XEN401 XEN901 XEN902".split()  # noqa: SIM905
"""What people have selected and written into comments; a new rule is added to no list."""


class TestCodes:
    def test_a_published_code_stays_and_keeps_its_default(self) -> None:
        assert [code for code in KNOWN_CODES if code in PUBLISHED] == PUBLISHED
        assert [code for code in PUBLISHED if code not in DEFAULT_CODES] == ["XEN103", "XEN902"]

    @pytest.mark.parametrize(
        ("selector", "codes"),
        [("ALL", PUBLISHED), ("xen20", ["XEN201", "XEN202", "XEN203", "XEN204"]), ("XEN3", ["XEN301"])],
    )
    def test_published_codes_are_covered_by_what_they_start_with(
        self, selector: str, codes: list[str]
    ) -> None:
        assert [code for code in matching(selector) if code in PUBLISHED] == codes

    def test_a_code_has_a_name_of_its_own_and_rules_come_in_their_order(self) -> None:
        assert list(KNOWN_CODES) == sorted(set(KNOWN_CODES))
        assert len({entry.name for entry in CODES}) == len(CODES)

    @pytest.mark.parametrize(
        ("selector", "codes"),
        [
            ("ALL", list(KNOWN_CODES)),
            ("all", list(KNOWN_CODES)),
            ("XEN", list(KNOWN_CODES)),
            ("XEN3", [code for code in KNOWN_CODES if code[3] == "3"]),
            ("xen20", [code for code in KNOWN_CODES if code[3:5] == "20"]),
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
    def test_those_are_on_by_default_that_do_not_say_otherwise(self) -> None:
        assert selected() == [entry.code for entry in CODES if entry.default] == list(DEFAULT_CODES)
        assert {"XEN103", "XEN902"} <= {*KNOWN_CODES} - {*selected()}

    def test_select_takes_the_place_of_the_default(self) -> None:
        assert selected(select=("XEN103", "XEN3")) == ["XEN103", "XEN301"]
        assert selected(select=("ALL",)) == list(KNOWN_CODES)
        assert selected(select=()) == []

    def test_extend_select_adds(self) -> None:
        assert selected(extend_select=("XEN103",)) == sorted([*DEFAULT_CODES, "XEN103"])

    def test_ignore_takes_away_from_the_default(self) -> None:
        assert selected(ignore=("XEN1", "XEN9")) == [
            "XEN201",
            "XEN202",
            "XEN203",
            "XEN204",
            "XEN301",
            "XEN401",
        ]

    def test_the_most_specific_selector_decides(self) -> None:
        assert selected(select=("ALL",), ignore=("XEN2", "XEN9", "XEN3", "XEN4")) == [
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
            force-exclude = true
            fixable = ["XEN1"]
            unfixable = ["XEN104"]
            baseline = "known.json"
            docs-url = "https://docs.example/xentlint"
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
            force_exclude=True,
            fixable=("XEN1",),
            unfixable=("XEN104",),
            baseline=tmp_path / "known.json",
            docs_url="https://docs.example/xentlint/",
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
            ("select = 1", "tool.xentlint.select", "must be a list of strings"),
            ("docs-url = 'docs'", "tool.xentlint.docs-url", "must be an address"),
            ("extend = 'other.toml'", "tool.xentlint.extend", "there is no file"),
            ("extend = 'pyproject.toml'", "tool.xentlint.extend", "in a circle"),
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
        assert str(raised.value) == f"{file}:2: {key}: {raised.value.message}"

    def test_a_wrong_code_is_found_at_its_own_line(self, tmp_path: Path) -> None:
        write(
            tmp_path,
            "[project]\nname = 'a'\n[tool.xentlint]\ncache = true\n"
            "select = [  # these\n  'XEN101',\n  'XEN2O1',\n]\nignore = []\n",
        )
        with pytest.raises(ConfigError) as raised:
            load_settings(tmp_path)
        assert raised.value.line == 7

    def test_a_key_is_found_in_any_way_to_write_it(self, tmp_path: Path) -> None:
        write(tmp_path, "tool.black.line-length = 1\n\n# ours\ntool.xentlint = { cache = 1 }\n")
        with pytest.raises(ConfigError) as raised:
            load_settings(tmp_path)
        assert raised.value.line == 4

    @pytest.mark.parametrize(
        ("written", "codes"),
        [
            ("'ALL'", list(KNOWN_CODES)),
            ("'XEN1,XEN301'", [*matching("XEN1"), "XEN301"]),
            ("[]", []),
        ],
    )
    def test_codes_may_be_one_string(self, tmp_path: Path, written: str, codes: list[str]) -> None:
        write(tmp_path, f"[tool.xentlint]\nselect = {written}\n")
        assert list(load_settings(tmp_path).selected_codes) == codes

    def test_an_empty_string_of_codes_says_what_to_write(self, tmp_path: Path) -> None:
        write(tmp_path, "[tool.xentlint]\nselect = ''\n")
        with pytest.raises(ConfigError, match=r"names no code; write \[\] for none"):
            load_settings(tmp_path)

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

    def test_a_file_that_ends_too_early_is_told_where_it_can_no_longer_be_read(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text(
            "[tool.xentlint]\ntarget-keras = '3'\nselect = [\n  'XEN1',\n"
        )
        with pytest.raises(ConfigError, match="not valid TOML") as raised:
            load_settings(tmp_path)
        assert raised.value.line == 3

    def test_a_named_file_that_is_missing_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read"):
            load_settings(tmp_path, config=tmp_path / "nothing.toml")


class TestNearest:
    @pytest.fixture
    def monorepo(self, tmp_path: Path) -> Path:
        """Two projects in one repository, each with a configuration of its own."""
        for name in (".git", "vision/nets", "text"):
            (tmp_path / name).mkdir(parents=True)
        write(tmp_path, "[tool.xentlint]\nselect = ['XEN2']\n")
        write(tmp_path / "vision", "select = ['XEN1']\ntarget-keras = '2'\n", "xentlint.toml")
        return tmp_path

    def test_each_file_has_the_nearest_file_wherever_the_run_starts(self, monorepo: Path) -> None:
        for start in (monorepo, monorepo / "text", monorepo / "vision" / "nets"):
            settings = load_settings(start)
            assert settings.of(monorepo / "vision" / "nets" / "a.py").select == ("XEN1",)
            assert settings.of(monorepo / "text" / "a.py").select == ("XEN2",)

    def test_a_file_of_ones_own_comes_before_a_table_in_pyproject(self, monorepo: Path) -> None:
        write(monorepo / "vision", "[tool.xentlint]\nselect = ['XEN3']\n")
        assert load_settings(monorepo / "vision").select == ("XEN1",)

    def test_the_command_line_holds_everywhere(self, monorepo: Path) -> None:
        settings = load_settings(monorepo, {"ignore": ["XEN101", "XEN201"], "target_keras": "3"})
        assert settings.of(monorepo / "vision" / "a.py").selected_codes == ("XEN102", "XEN103", "XEN104")
        assert settings.of(monorepo / "text" / "a.py").selected_codes == ("XEN202", "XEN203", "XEN204")
        assert settings.of(monorepo / "vision" / "a.py").target_keras == "3"

    def test_a_file_that_is_named_holds_for_every_file(self, monorepo: Path) -> None:
        other = write(monorepo, "select = ['XEN3']", "other.toml")
        settings = load_settings(monorepo, config=other)
        assert settings.of(monorepo / "vision" / "a.py").select == ("XEN3",)

    def test_a_broken_file_is_met_with_the_files_that_it_is_for(self, monorepo: Path) -> None:
        write(monorepo / "text", "selekt = []\n", "xentlint.toml")
        settings = load_settings(monorepo)
        assert settings.of(monorepo / "vision" / "a.py").select == ("XEN1",)
        with pytest.raises(ConfigError, match=r"xentlint\.toml:1: selekt: there is no such setting"):
            settings.of(monorepo / "text" / "a.py")


class TestExtend:
    def test_a_file_starts_from_another(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        write(
            tmp_path,
            "select = ['XEN1', 'XEN2']\nextend-exclude = ['old']\ntarget-keras = '2'\ncache-dir = '.c'\n",
            "base.toml",
        )
        file = write(
            tmp_path / "a",
            "extend = '../base.toml'\nignore = ['XEN104']\nextend-select = ['XEN301']\n"
            "extend-exclude = ['new']\ntarget-keras = '3'\n",
            "xentlint.toml",
        )
        settings = load_settings(tmp_path / "a")
        assert settings.selected_codes == tuple(
            "XEN101 XEN102 XEN103 XEN201 XEN202 XEN203 XEN204 XEN301".split()  # noqa: SIM905
        )
        assert settings.extend_exclude == ("old", "new")
        assert settings.target_keras == "3"
        assert settings.cache_dir == tmp_path / ".c"
        assert (settings.config_file, settings.root) == (file, tmp_path / "a")

    def test_a_select_of_its_own_replaces_what_it_starts_from(self, tmp_path: Path) -> None:
        write(tmp_path, "select = ['XEN1']\nignore = ['XEN202']\n", "base.toml")
        write(tmp_path, "extend = 'base.toml'\nselect = ['XEN2']\n", "xentlint.toml")
        assert load_settings(tmp_path).selected_codes == ("XEN201", "XEN202", "XEN203", "XEN204")

    def test_a_mistake_in_the_other_file_is_said_of_that_file(self, tmp_path: Path) -> None:
        base = write(tmp_path, "\ncache = 3\n", "base.toml")
        write(tmp_path, "extend = 'base.toml'\n", "xentlint.toml")
        with pytest.raises(ConfigError) as raised:
            load_settings(tmp_path)
        assert (raised.value.file, raised.value.line) == (base, 2)


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
        settings = load_settings(configured, {"exclude": ("new",), "target_keras": "3"})
        assert settings.exclude == ("new",)
        assert settings.target_keras == "3"

    def test_what_extends_goes_on_top(self, configured: Path) -> None:
        assert load_settings(configured, {"extend_exclude": ("new",)}).extend_exclude == ("old", "new")

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

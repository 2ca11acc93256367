"""Finding checks: entry points, packages, plain files, and plug-ins that are broken."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path

import pytest

from auditor.checking import registry
from auditor.checking.check import Check
from auditor.checking.registry import Registry, UnknownCheck

GOOD = '''
from auditor import Check, Severity


class {name}(Check):
    """A check."""

    id, title, family, severity = "{id}", "检查", "{family}", Severity.NOTE
    aliases = {aliases!r}

    def inspect(self, document):
        yield from ()
'''


def plugin(folder: Path, name: str, id: str, family: str = "mine", aliases: tuple[str, ...] = ()) -> str:
    file = folder / f"{name.lower()}.py"
    file.write_text(GOOD.format(name=name, id=id, family=family, aliases=aliases), "utf-8")
    return str(file)


@pytest.fixture
def no_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "entry_points", lambda **_: ())


@pytest.mark.usefixtures("no_entries")
class TestPlainFiles:
    def test_a_check_in_a_file_is_found(self, tmp_path: Path) -> None:
        known = registry.load([plugin(tmp_path, "One", "one-thing")])
        assert [check.id for check in known.checks] == ["one-thing"]
        assert known.problems == []

    def test_what_a_file_only_imports_is_not_registered(self, tmp_path: Path) -> None:
        file = tmp_path / "importing.py"
        file.write_text("from auditor import Check, CorpusCheck\n", "utf-8")
        assert registry.load([str(file)]).checks == ()

    def test_a_file_that_raises_costs_only_itself(self, tmp_path: Path) -> None:
        broken = tmp_path / "broken.py"
        broken.write_text("raise RuntimeError('no luck')\n", "utf-8")
        known = registry.load([str(broken), plugin(tmp_path, "Two", "two-things")])
        assert [check.id for check in known.checks] == ["two-things"]
        (problem,) = known.problems
        assert problem.kind == "plugin-failed"
        assert "broken.py" in problem.message
        assert "no luck" in problem.message

    def test_a_file_that_exits_costs_only_itself(self, tmp_path: Path) -> None:
        leaving = tmp_path / "leaving.py"
        leaving.write_text("raise SystemExit(0)\n", "utf-8")
        known = registry.load([str(leaving)])
        assert [problem.kind for problem in known.problems] == ["plugin-failed"]

    def test_the_second_of_one_id_is_refused(self, tmp_path: Path) -> None:
        first, second = plugin(tmp_path, "Three", "three"), plugin(tmp_path, "Four", "three")
        known = registry.load([first, second])
        assert known.sources == {"three": first}
        assert "three" in known.problems[0].message
        assert first in known.problems[0].message
        assert second in known.problems[0].message

    def test_an_alias_may_not_be_taken_either(self, tmp_path: Path) -> None:
        files = [plugin(tmp_path, "Five", "five", aliases=("old",)), plugin(tmp_path, "Six", "old")]
        known = registry.load(files)
        assert [check.id for check in known.checks] == ["five"]
        assert len(known.problems) == 1

    def test_loading_twice_gives_the_same(self, tmp_path: Path) -> None:
        file = plugin(tmp_path, "Seven", "seven")
        assert [check.id for check in registry.load([file]).checks] == ["seven"]
        assert [check.id for check in registry.load([file]).checks] == ["seven"]


@pytest.mark.parametrize(
    ("attributes", "word"),
    [
        ('id, title, family = "x", "检查", "mine"', "severity"),
        ('id, family, severity = "x", "mine", Severity.NOTE', "title"),
        ('id, title, family, severity = "Bad Id", "检查", "mine", Severity.NOTE', "Bad Id"),
        ('id, title, family, severity = "x", "检查", "mine", "note"', "Severity"),
        ('id, title, family, severity, version = "x", "检查", "mine", Severity.NOTE, "1"', "version"),
    ],
)
@pytest.mark.usefixtures("no_entries")
def test_a_class_that_breaks_the_contract_is_named(tmp_path: Path, attributes: str, word: str) -> None:
    file = tmp_path / "bad.py"
    file.write_text(
        "from auditor import Check, Severity\n\n\nclass Bad(Check):\n"
        f"    {attributes}\n\n    def inspect(self, document):\n        yield from ()\n",
        "utf-8",
    )
    known = registry.load([str(file)])
    assert known.checks == ()
    (problem,) = known.problems
    assert word in problem.message
    assert "Bad" in problem.message
    assert "bad.py" in problem.message


def test_a_package_is_walked_and_a_broken_module_in_it_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "county_checks" / "deeper"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package.parent / "__init__.py").write_text("")
    plugin(package, "Deep", "deep-check")
    (package.parent / "ailing.py").write_text("import no_such_module_anywhere\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    entry = metadata.EntryPoint("county", "county_checks", registry.ENTRY_POINTS)
    monkeypatch.setattr(metadata, "entry_points", lambda **_: (entry,))
    known = registry.load()
    assert [check.id for check in known.checks] == ["deep-check"]
    assert known.sources["deep-check"] == "county"
    (problem,) = known.problems
    assert "county_checks.ailing" in problem.message
    for name in [name for name in sys.modules if name.startswith("county_checks")]:
        del sys.modules[name]


@pytest.fixture
def several(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Registry:
    monkeypatch.setattr(metadata, "entry_points", lambda **_: ())
    return registry.load(
        [
            plugin(tmp_path, "A", "alpha-check", "greek", aliases=("first-letter",)),
            plugin(tmp_path, "B", "beta-check", "greek"),
            plugin(tmp_path, "C", "aleph", "hebrew"),
        ]
    )


def test_names_are_ids_aliases_and_families(several: Registry) -> None:
    assert several.named(["first-letter"]) == {"alpha-check"}
    assert several.named(["greek", "aleph"]) == {"alpha-check", "beta-check", "aleph"}
    assert [check.id for check in several.chosen(["greek"], ["beta-check"])] == ["alpha-check"]
    assert [check.id for check in several.chosen()] == ["aleph", "alpha-check", "beta-check"]


@pytest.mark.parametrize(("name", "nearest"), [("alpa-check", "alpha-check"), ("hebrw", "hebrew")])
def test_an_unknown_name_gets_the_nearest_one(several: Registry, name: str, nearest: str) -> None:
    with pytest.raises(UnknownCheck, match=f"{name}.*{nearest}"):
        several.named([name])
    with pytest.raises(UnknownCheck):
        several.find("zzzzzzzzzz")


def test_built_in_checks_come_through_the_entry_point() -> None:
    known = registry.load()
    assert {"conflicting-count", "repeated-passage"} <= set(known.sources)
    assert set(known.sources.values()) >= {"builtin"}
    assert all(isinstance(check, registry.BaseCheck) for check in known.checks)
    assert any(isinstance(check, Check) for check in known.checks)

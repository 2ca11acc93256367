"""What is kept between runs changes nothing but the time: cold and warm give the same bytes."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

import auditor
from auditor.model import Result
from auditor.reporting.findings_json import encode
from auditor.running import kept_words, reuse, state
from auditor.structure.words import WordList
from tests.running.killed import killed_while_reading

COUNTING = '''
import os
from auditor import Check, CorpusCheck, Evidence, NotApplicable, Severity, Span


def count(name, document):
    with open(os.environ["COUNTED"], "a", encoding="utf-8") as file:
        print(name, document.path, file=file)


class First(Check):
    """Finds 某事."""

    id, title, family, severity, version = "first", "甲", "trial", Severity.WARNING, {version}

    def inspect(self, document):
        count("first", document)
        if "异常" in document.text and not os.environ.get("MENDED"):
            raise ValueError("异常")
        at = document.text.find("某事")
        evidence = [Evidence(document.id, at, at + 2, "某事", "conflict")]
        yield self.finding(document, Span(at, at + 2), "有“{{q}}”", q="某事", evidence=evidence)


class Second(Check):
    """Does not apply."""

    id, title, family, severity = "second", "乙", "trial", Severity.NOTE

    def inspect(self, document):
        count("second", document)
        raise NotApplicable("不适用")
        yield


class Third(CorpusCheck):
    """Reports of the same length."""

    id, title, family, severity = "third", "丙", "trial", Severity.NOTE

    def collect(self, document):
        count("third", document)
        yield {{"length": len(document.text)}}

    def inspect(self, corpus):
        for _, rows in corpus.rows.groupby("length"):
            first, *others = rows["document"]
            for other in others:
                yield self.finding(
                    corpus.cards[other], Span(0, 3), "临河县", "同长", evidence=[Evidence(first, 0, 3, "临河县", "source")]
                )
'''


class Trial:
    """A folder of reports, a plug-in that counts what it is asked to do, and a state folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports = folder / "in"
        self.reports.mkdir()
        self.state = folder / "state"
        self.counted = folder / "counted"
        self.plugin()
        for number in range(8):
            self.write(number, f"做了某事{number}件。")

    def plugin(self, version: int = 1) -> None:
        (self.folder / f"counting{version}.py").write_text(COUNTING.format(version=version), "utf-8")
        self.file = self.folder / f"counting{version}.py"

    def write(self, number: int, body: str) -> None:
        text = f"临河县水务局2022年工作总结\n一、工作\n{body}\n"
        (self.reports / f"{number}.txt").write_text(text, "utf-8")

    def run(self, keep: bool = True, **options: object) -> Result:
        self.counted.write_text("")
        given = {"plugins": [self.file], "select": ["trial"]} | options
        return auditor.audit([self.reports], state=self.state if keep else None, **given)

    def asked(self) -> list[str]:
        return sorted(self.counted.read_text("utf-8").splitlines())


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trial:
    monkeypatch.setenv("COUNTED", str(tmp_path / "counted"))
    monkeypatch.setattr(state, "_FINE_NS", 0)
    return Trial(tmp_path)


def test_a_second_run_asks_nothing_and_gives_the_same_bytes(trial: Trial) -> None:
    cold = trial.run()
    assert len(trial.asked()) == 24
    warm = trial.run()
    assert trial.asked() == []
    assert warm.run.reused == 8
    assert encode(cold.content) == encode(warm.content) == encode(trial.run(keep=False).content)
    assert [warm.text_of(one.id) for one in warm.documents] == [
        cold.text_of(one.id) for one in cold.documents
    ]
    assert warm.blocks_of("d3") == cold.blocks_of("d3")


def test_an_untouched_file_is_not_even_opened(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.run()
    opened = []
    digest = state.hashlib.file_digest
    monkeypatch.setattr(
        state.hashlib, "file_digest", lambda file, name: opened.append(file) or digest(file, name)
    )
    trial.run()
    assert opened == []
    os.utime(trial.reports / "3.txt")
    assert trial.run().run.reused == 8
    assert [Path(file.name).name for file in opened] == ["3.txt"]


def test_only_what_changed_is_done_again(trial: Trial) -> None:
    trial.run()
    trial.write(3, "做了别的某事。")
    changed = trial.run()
    assert trial.asked() == ["first 3.txt", "second 3.txt", "third 3.txt"]
    assert encode(changed.content) == encode(trial.run(keep=False).content)


def test_a_new_file_in_front_renames_the_others(trial: Trial) -> None:
    trial.run()
    trial.write(-1, "做了某事10件。")
    shifted = trial.run()
    assert trial.asked() == ["first -1.txt", "second -1.txt", "third -1.txt"]
    assert encode(shifted.content) == encode(trial.run(keep=False).content)


def test_a_changed_check_reruns_alone(trial: Trial) -> None:
    trial.run()
    trial.plugin(version=2)
    text = trial.file.read_text("utf-8").replace('"second", "乙"', '"other", "乙"')
    trial.file.write_text(text, "utf-8")
    before = trial.run(select=["first"])
    assert {line.split()[0] for line in trial.asked()} == {"first"}
    assert encode(before.content) == encode(trial.run(keep=False, select=["first"]).content)


def test_other_settings_find_what_was_kept(trial: Trial) -> None:
    trial.run(select=["first"])
    everything = trial.run()
    assert {line.split()[0] for line in trial.asked()} == {"second", "third"}
    assert encode(everything.content) == encode(trial.run(keep=False).content)
    trial.run(select=["second"])
    assert trial.asked() == []
    english = trial.run(lang="en")
    assert len(trial.asked()) == 24
    assert english.findings
    trial.run(lang="zh", min_confidence=0.95)
    assert trial.asked() == []


def test_a_failure_is_not_kept(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.write(2, "某事异常。")
    assert [problem.kind for problem in trial.run().problems] == ["check-failed"]
    again = trial.run()
    assert trial.asked() == ["first 2.txt"]
    assert encode(again.content) == encode(trial.run(keep=False).content)
    monkeypatch.setenv("MENDED", "1")
    assert trial.run().problems == ()


def test_an_unreadable_file_is_tried_each_time(trial: Trial) -> None:
    (trial.reports / "empty.txt").write_bytes(b"")
    cold, warm = trial.run(), trial.run()
    assert warm.run.reused == 8
    assert encode(cold.content) == encode(warm.content)
    assert [problem.kind for problem in warm.problems] == ["empty-file"]


def test_the_manifest_is_part_of_what_is_asked(trial: Trial) -> None:
    trial.run()
    manifest = trial.folder / "m.csv"
    manifest.write_text("path,year\nin/1.txt,2020\n", "utf-8")
    trial.run(manifest=manifest)
    assert {line.split()[1] for line in trial.asked()} == {"1.txt"}


def test_a_run_without_texts_is_completed_by_one_with_texts(trial: Trial) -> None:
    trial.run(texts=False)
    complete = trial.run()
    assert trial.asked() == []
    assert complete.text_of("d1").startswith("临河县")
    assert encode(complete.content) == encode(trial.run(keep=False).content)


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_damaged_state_is_made_anew(trial: Trial, damage: bytes) -> None:
    cold = trial.run()
    (trial.state / state.FILE_NAME).write_bytes(damage)
    again = trial.run()
    assert len(trial.asked()) == 24
    assert encode(cold.content) == encode(again.content)
    assert trial.run().run.reused == 8


def test_damage_within_the_file_costs_time_alone(trial: Trial) -> None:
    cold = trial.run()
    with sqlite3.connect(trial.state / state.FILE_NAME) as database:
        database.execute("UPDATE entry SET content = x'c1c1c1'")
    assert encode(trial.run().content) == encode(cold.content)
    assert len(trial.asked()) == 24


def test_texts_deleted_while_the_result_lives_are_read_again(trial: Trial) -> None:
    result = trial.run()
    for file in (trial.state / state.TEXTS).iterdir():
        file.unlink()
    assert "某事5件" in result.text_of("d6")
    assert len(result.blocks_of("d6")) == 3
    assert "某事1件" in trial.run().text_of("d2")


def test_a_state_that_cannot_be_used_is_done_without(trial: Trial) -> None:
    trial.state.write_text("a file where the folder should be")
    assert len(trial.run().findings) == 15
    assert len(trial.asked()) == 24


def test_forgotten_entries_and_texts_are_removed(trial: Trial) -> None:
    trial.run()
    texts = trial.state / state.TEXTS
    with sqlite3.connect(trial.state / state.FILE_NAME) as database:
        database.execute("UPDATE entry SET used = 0")
    for file in texts.iterdir():
        os.utime(file, (0, 0))
    for number in range(8):
        trial.write(number, f"另一件某事{number}。")
    trial.run()
    with sqlite3.connect(trial.state / state.FILE_NAME) as database:
        assert database.execute("SELECT COUNT(*) FROM entry").fetchone() == (8,)
        named = {row[0] for row in database.execute("SELECT texts FROM entry")}
    assert {file.stem for file in texts.iterdir()} == named


def test_workers_of_a_process_with_threads_see_its_environment(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        for name in ("first", "second"):
            monkeypatch.setenv("COUNTED", str(trial.folder / name))
            trial.run(keep=False)
    finally:
        over.set()
        other.join()
    assert len((trial.folder / "first").read_text().splitlines()) == 24
    assert len((trial.folder / "second").read_text().splitlines()) == 24


def test_two_runs_at_once(trial: Trial) -> None:
    for number in range(120):
        trial.write(number, f"做了某事{number}件。")
    expected = encode(trial.run(keep=False).content)
    results: list[bytes] = []
    runs = [threading.Thread(target=lambda: results.append(encode(trial.run().content))) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert results == [expected] * 2
    assert encode(trial.run().content) == expected


def test_a_killed_run_is_taken_up_where_it_was(trial: Trial) -> None:
    killed_while_reading(trial.reports, trial.state, "trial", 5, [trial.file])
    resumed = trial.run()
    assert resumed.run.reused == 5
    assert encode(resumed.content) == encode(trial.run(keep=False).content)


PASSAGE = (
    "在河道管理方面，我们沿着两岸逐段查看，把乱堆的砂石和搭建的棚屋登记造册，分给村组限期清走，"
    "清完一段验收一段，验收不过的由乡镇书面说明缘由，年底再请人大代表沿河走一遍，听他们指出没有做到的地方。"
)


def test_what_pairs_share_is_kept(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    aligned: list[tuple[int, int]] = []
    align = reuse._Bench.align

    def counting(bench: Any, pairs: Any) -> Any:
        aligned.extend((pair.first, pair.second) for pair in pairs)
        return align(bench, pairs)

    monkeypatch.setattr(reuse._Bench, "align", counting)
    for number, name in enumerate(("平江", "安吉")):
        text = f"{name}县水务局2022年工作总结\n一、工作\n{PASSAGE}\n做了某事{number}件。\n"
        (trial.reports / f"{number}.txt").write_text(text, "utf-8")
    select = {"select": ["trial", "reuse"], "jobs": 1}
    cold = trial.run(**select)
    assert "reuse" in {finding.family for finding in cold.findings}
    assert aligned == [(0, 1)]
    aligned.clear()
    assert encode(trial.run(**select).content) == encode(cold.content)
    assert aligned == []
    trial.write(9, f"{PASSAGE}有某事。")
    (trial.reports / "00.txt").write_text("临河县水务局2022年工作总结\n一、工作\n没有别的。\n", "utf-8")
    later = trial.run(**select)
    assert aligned == [(0, 9), (2, 9)]
    assert encode(later.content) == encode(trial.run(keep=False, **select).content)


BUILTIN = {"select": ["typo", "placeholder"], "plugins": []}


def test_the_automaton_of_the_word_lists_is_kept(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[int] = []
    pack = WordList.packed

    def counting() -> bytes:
        packed.append(1)
        return pack()

    monkeypatch.setattr(WordList, "packed", counting)
    monkeypatch.setattr(WordList, "_declared", [one for one in WordList._declared if one.module != "trial"])
    trial.write(3, "进一度做好某事，由XX局负责。")
    expected = encode(trial.run(keep=False, **BUILTIN).content)
    for damage in (None, b"", b"\0" * 100, "flip"):
        file = trial.state / kept_words.FILE_NAME
        if isinstance(damage, bytes):
            file.write_bytes(damage)
        elif damage:
            content = file.read_bytes()
            file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        (trial.state / state.FILE_NAME).unlink(missing_ok=True)
        WordList.forget()
        packed.clear()
        assert encode(trial.run(**BUILTIN).content) == expected
        assert packed == [1]
        WordList.forget()
        (trial.state / state.FILE_NAME).unlink()
        assert encode(trial.run(**BUILTIN).content) == expected
        assert packed == [1]


def test_lists_of_plug_ins_are_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WordList, "_declared", [])
    source = "from auditor.structure.words import WordList\nWordList('trial', lambda: ['某事'])\n"
    exec(compile(source, "trial.py", "exec"), {"__name__": "trial"})
    kept_words.use(tmp_path, None)
    assert list(tmp_path.iterdir()) == []


def test_digests_follow_code_and_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from auditor.checking import registry
    from auditor.running.provenance import check_digest, engine_digest

    package = tmp_path / "digested"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "helper.py").write_text("WORDS = 'words.tsv'\n\n\ndef helped():\n    return WORDS\n")
    body = (
        "from auditor import Check, Severity\n{imports}\n\n\nclass {name}(Check):\n"
        "    id, title, family, severity = '{id}', 'x', 'x', Severity.NOTE\n\n"
        "    def inspect(self, document):\n        yield from ()\n"
    )
    (package / "one.py").write_text(
        body.format(name="One", id="one", imports="from digested.helper import helped")
    )
    (package / "two.py").write_text(body.format(name="Two", id="two", imports="TABLE = 'own.toml'"))
    for table in ("words.tsv", "own.toml", "anybody.json"):
        (package / table).write_text("1")
    monkeypatch.syspath_prepend(str(tmp_path))
    from digested import one, two  # type: ignore[import-not-found]

    checks = [one.One(), two.Two()]

    def digests() -> list[str]:
        return [check_digest(check) for check in checks]

    def moved(file: str) -> list[bool]:
        before = digests()
        (package / file).write_text((package / file).read_text() + "#\n")
        return [old != new for old, new in zip(before, digests(), strict=True)]

    assert moved("one.py") == [True, False]
    assert moved("helper.py") == [True, False]
    assert moved("words.tsv") == [True, False]
    assert moved("own.toml") == [False, True]
    assert moved("anybody.json") == [True, True]
    assert engine_digest(None) == engine_digest(None)
    assert engine_digest(None) != engine_digest(str(package))
    assert registry.load().checks

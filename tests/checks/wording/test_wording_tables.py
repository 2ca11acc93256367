"""The tables behind the wording checks: whole, large enough, and at peace with one another."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from auditor.model import Document, Severity
from checks.wording import near_misses, pairs, permutations, rare_strings
from checks.wording.broken_formula import BrokenFormula
from checks.wording.collocation import Collocation, patterns
from checks.wording.formulas import anchors, formulas
from checks.wording.inconsistent_term import InconsistentTerm, concepts
from checks.wording.punctuation import Punctuation
from checks.wording.repeated_phrase import RepeatedPhrase
from checks.wording.tables import lone_characters, rows, shapes, sounds
from checks.wording.typo import Typo, confusions, official_terms, slips_of_terms

CHECKS = [Typo(), RepeatedPhrase(), BrokenFormula(), Collocation(), InconsistentTerm(), Punctuation()]
TABLES = [
    "collocations.tsv",
    "confusions.tsv",
    "doubled_words.tsv",
    "formulas.tsv",
    "lone_characters.tsv",
    "lone_nouns.tsv",
    "official_terms.tsv",
    "repeatable_words.tsv",
    "same_shape.tsv",
    "same_sound.tsv",
    "seams.tsv",
    "slogans.tsv",
    "variants.tsv",
]


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_whole_and_stand_once(name: str) -> None:
    table = rows(name)
    keys = [next(iter(row.values())) for row in table]
    assert all(keys)
    if name != "variants.tsv":
        assert len(set(keys)) == len(keys), [key for key in keys if keys.count(key) > 1][:5]


def test_a_row_with_a_cell_too_many_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("a\tb\n1\t2\n1\t2\t3\n", "utf-8")
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match=r"x\.tsv:3"):
        rows("x.tsv")


def test_tables_are_as_large_as_promised() -> None:
    assert len(confusions()) >= 4000
    assert len(official_terms()) >= 800
    assert len(formulas()) >= 150
    assert sum(len(several) for several in patterns().values()) >= 60


def test_confusions_differ_and_name_their_source() -> None:
    for row in confusions().values():
        assert row.wrong != row.right
        assert row.kind in {"音近", "形近", "漏字", "衍字", "颠倒", "混用", "异形词"}
        assert row.source
        assert row.severity in Severity


def test_what_is_right_is_never_a_confusion() -> None:
    """No official term, no member of a formula and no right form of the table gives a finding."""
    for text in {*official_terms(), *(formula.text for formula in formulas())}:
        assert list(Typo().inspect(Document(text))) == [], text
    for row in confusions().values():
        assert list(Typo().inspect(Document(row.right))) == [], row.right


def test_every_wrong_form_without_conditions_is_found_alone() -> None:
    missed = [
        row.wrong
        for row in confusions().values()
        if not (row.only_before or row.only_after) and not list(Typo().inspect(Document(f"，{row.wrong}，")))
    ]
    assert len(missed) <= len(confusions()) * 0.02, missed


def test_slips_are_one_character_away_from_their_terms() -> None:
    for wrong, slip in slips_of_terms().items():
        assert wrong not in official_terms()
        assert abs(len(wrong) - len(slip.term)) <= 1
        if len(wrong) == len(slip.term):
            differing = [
                at for at, (one, other) in enumerate(zip(wrong, slip.term, strict=True)) if one != other
            ]
            assert all(slip.at <= at < slip.to for at in differing)


def test_near_misses_of_a_term() -> None:
    table = near_misses.table_of(["行政复议", "党风廉政建设"])
    assert table["行政复意"].kind == "音近"
    assert table["行复政议"].kind == "颠倒"
    assert table["党风廉建设"].kind == "漏字"
    assert "政复议" not in table
    assert "行政复议" not in table


def test_sounds_and_shapes_are_symmetric() -> None:
    for character, readings in sounds().items():
        assert all(character in reading for reading in readings)
    for character, others in shapes().items():
        assert character not in others
        assert all(character in shapes()[other] for other in others)
    assert near_misses.kind_of_substitution("署", "暑") in {"音近", "形近"}
    assert near_misses.kind_of_substitution("未", "末") == "形近"
    assert near_misses.kind_of_substitution("法", "学") is None
    assert {"的", "和", "市"} <= lone_characters()


def test_formulas_are_well_formed() -> None:
    for formula in formulas():
        assert len(formula.members) >= 2
        assert len(set(formula.members)) == len(formula.members)
        assert set(formula.judged) <= set("mewoay")
        assert formula.listed or formula.solid
        assert formula.last_year is None or formula.last_year >= formula.first_year
        assert list(BrokenFormula().inspect(Document(f"坚持{formula.text}。"))) == []
    assert all(numbers for numbers in anchors().values())


def test_suggestions_and_spellings_are_not_faulty_themselves() -> None:
    for form, concept in concepts().items():
        assert (form in concept.preferred) != (form in concept.others)
    for several in patterns().values():
        for pattern in several:
            assert pattern.reason
            assert pattern.suggestion


def test_loose_marks_and_mixed_brackets() -> None:
    document = Document("落实“双随机、一公开制度。\n（一)加强领导”；1）完善（试行）制度。\n")
    loose, mixed = pairs.of(document)
    assert [document.text[one.at] for one in loose] == []
    assert [(document.text[one.opener], document.text[one.closer]) for one in mixed] == [("（", ")")]
    loose, _ = pairs.of(Document("实行“一岗双责制度。"))
    assert [(one.mark, one.other) for one in loose] == [("“", None)]


def test_permutations_leave_free_word_order_alone() -> None:
    assert permutations.of(Document("部署落实工作，落实部署工作；科学性规律，规律性科学。")) == ()


def test_rare_strings_need_a_habit() -> None:
    once = "石岭东篱渡灌区水质达标。对石岭东离渡灌区进行清运，其他各项工作也都按照时间节点要求稳步推进，群众普遍满意，资料归档备查。"
    assert rare_strings.of(Document(once)) == ()


def test_findings_of_real_reports_stand_where_they_say(seeds: list[Path]) -> None:
    for file in seeds:
        document = Document(file.read_text("utf-8-sig").replace("\r\n", "\n"))
        for check in CHECKS:
            for finding in check.inspect(document):
                assert document.text[finding.start : finding.end] == finding.text
                assert finding.evidence
                assert not re.search(r"\{[a-z]+\}", finding.message)
                for place in finding.places:
                    assert document.text[place.start : place.end] == place.text


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
@pytest.mark.parametrize(
    "text", ["", "。", "，，", "““", "））", "的" * 50, "法治" * 400, "\n" * 20, "12.4", "𠀀𠀁"]
)
def test_odd_texts_do_no_harm(check: Typo, text: str) -> None:
    for finding in check.inspect(Document(text)):
        assert text[finding.start : finding.end] == finding.text

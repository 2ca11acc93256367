"""Who shares with whom: the pairs, clusters and the matrix that are made from the findings of reuse."""

from __future__ import annotations

import re
import time
from xml.etree import ElementTree

import pytest
from report_sample import CHECKS, HOSTILE, SampleResult, sample
from sharing_sample import shared_result

from auditor.model import Evidence, Factor, Finding, Result
from auditor.reporting.html.sharing import Sharing, sharing_of
from auditor.reporting.html.sharing_matrix import SMALLEST_CELL, matrix_of, shade

PASSAGES = ("甲" * 40, "乙" * 30, "丙" * 20)


def sharing_in(result: Result) -> Sharing:
    return sharing_of(result.documents, result.findings)


def report(made: SampleResult, name: str, *parts: str, issuer: str | None = None) -> str:
    return made.document(f"{name}.txt", "\n".join((name, *parts)), issuer=issuer or name, year=2023)


def copied(made: SampleResult, document: str, other: str, words: str, **more: object) -> Finding:
    evidence = (made.evidence(other, words, "source"),)
    return made.finding(document, "copied-passage", words, "相同。", evidence=evidence, **more)  # type: ignore[arg-type]


def test_a_pair_counts_its_passages_once_whichever_side_tells_them() -> None:
    made = SampleResult()
    first = report(made, "一县", PASSAGES[0], "间", PASSAGES[1])
    second = report(made, "二县", PASSAGES[0], "隔", PASSAGES[1], "丁" * 100)
    longest = copied(made, first, second, PASSAGES[0])
    copied(made, second, first, PASSAGES[0])
    copied(made, second, first, PASSAGES[1])
    (pair,) = sharing_in(made.result()).pairs
    assert (pair.document.id, pair.other.id) == (first, second)
    assert (pair.passages, pair.letters) == (2, 70)
    assert pair.share == 70 / pair.document.characters
    assert pair.other_share == 70 / pair.other.characters < pair.share
    assert pair.fingerprint == longest.fingerprint


def test_further_places_of_a_finding_are_passages_too() -> None:
    made = SampleResult()
    first = report(made, "一县", PASSAGES[0], "间", PASSAGES[1])
    second = report(made, "二县", PASSAGES[0])
    copied(made, first, second, PASSAGES[0], places=(PASSAGES[1],))
    (pair,) = sharing_in(made.result()).pairs
    assert (pair.passages, pair.letters) == (2, 70)


@pytest.mark.parametrize(("reason", "part"), [("文件完全相同", 1.0), ("80%的文字相同", 0.8)])
def test_duplicates_share_what_their_reason_says(
    reason: str, part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHECKS, "duplicate-document", ("reuse", "重复报送"))
    made = SampleResult()
    first, second = (report(made, name, *PASSAGES) for name in ("一县", "二县"))
    made.finding(
        second,
        "duplicate-document",
        "二县",
        "与另一份相同。",
        evidence=(made.evidence(first, "一县", "conflict"),),
        factors=(Factor("same-text", 2.0, reason),),
    )
    (pair,) = sharing_in(made.result()).pairs
    assert pair.share == pytest.approx(part, abs=0.01)


def test_what_does_not_weigh_or_stays_in_one_document_makes_no_pair() -> None:
    made = SampleResult()
    first = report(made, "一县", PASSAGES[0], PASSAGES[0])
    second = report(made, "二县", PASSAGES[0])
    copied(made, first, second, PASSAGES[0], state="false-alarm")
    copied(made, first, second, PASSAGES[0], known=True)
    made.finding(
        first,
        "repeated-passage",
        PASSAGES[0],
        "重复。",
        evidence=(
            made.evidence(first, PASSAGES[0], "conflict", 2),
            Evidence(None, 0, 0, "名录", "expected"),
        ),
    )
    sharing = sharing_in(made.result())
    assert (sharing.pairs, sharing.clusters, sharing.alone) == ((), (), 2)
    assert matrix_of(sharing) is None


def test_clusters_stand_largest_first_with_neighbours_that_share_much() -> None:
    made = SampleResult()
    names = {one: report(made, one, *PASSAGES) for one in ("甲县", "乙县", "丙县", "丁县", "戊县", "己县")}
    copied(made, names["己县"], names["戊县"], PASSAGES[0])
    copied(made, names["甲县"], names["丙县"], PASSAGES[2])
    copied(made, names["乙县"], names["丙县"], PASSAGES[0])
    sharing = sharing_in(made.result())
    members = [[document.issuer for document in cluster.documents] for cluster in sharing.clusters]
    assert members == [["乙县", "丙县", "甲县"], ["己县", "戊县"]]
    assert [len(cluster.pairs) for cluster in sharing.clusters] == [2, 1]
    assert sharing.alone == 1
    assert [pair.letters for pair in sharing.pairs] == [40, 40, 20]


def test_the_matrix_is_sound_xml_whose_cells_lead_to_their_findings() -> None:
    made = SampleResult()
    first = report(made, "一县", PASSAGES[0], issuer=HOSTILE[0])
    second = report(made, "二县", PASSAGES[0], issuer=HOSTILE[2])
    finding = copied(made, first, second, PASSAGES[0])
    matrix = matrix_of(sharing_in(made.result()))
    assert matrix is not None
    links = list(ElementTree.fromstring(matrix.svg).iter("a"))
    assert [link.get("href") for link in links] == [f"#finding={finding.fingerprint}"]
    assert len(links[0].findall("rect")) == 2
    assert "<script" not in matrix.svg
    assert "\u202e" not in matrix.svg
    assert "U+202E" in matrix.svg


def test_the_labels_are_of_documents_and_in_large_pictures_of_clusters() -> None:
    few, many = (matrix_of(sharing_in(shared_result(count).result())) for count in (60, 72))
    assert few is not None
    assert many is not None
    assert few.svg.count("<text") == 2 * 60
    assert many.svg.count("<text") == 6


def test_shades_begin_at_their_shares() -> None:
    assert [shade(share) for share in (0.01, 0.05, 0.1, 0.25, 0.5, 1.0)] == [0, 1, 2, 3, 4, 4]


def test_five_hundred_documents_are_drawn_quickly_and_small() -> None:
    result = shared_result(500, group=25, partners=8).result()
    started = time.perf_counter()
    sharing = sharing_in(result)
    matrix = matrix_of(sharing)
    assert time.perf_counter() - started < 1.0
    assert matrix is not None
    assert (matrix.documents, matrix.pairs, sharing.alone) == (500, len(sharing.pairs), 3)
    assert len(matrix.svg.encode("utf-8")) < 1_500_000
    cells = re.findall(r'class="shade-\d"[^>]* width="(\d+)" height="(\d+)"', matrix.svg)
    assert len(cells) == 2 * matrix.pairs
    assert all(int(width) >= SMALLEST_CELL <= int(height) for width, height in cells)


def test_what_is_too_much_for_one_picture_is_left_out_and_counted() -> None:
    sharing = sharing_in(shared_result(600, group=60, partners=2).result())
    matrix = matrix_of(sharing)
    assert matrix is not None
    assert matrix.documents == 480
    assert matrix.pairs < len(sharing.pairs)


def test_the_sample_has_one_pair() -> None:
    (pair,) = sharing_in(sample()).pairs
    assert pair.passages == 1

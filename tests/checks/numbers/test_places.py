"""Where a conflict is marked: on both sides, so that the reader finds each of them."""

from __future__ import annotations

from auditor.model import Document
from checks.numbers.conflicting_count import ConflictingCount


def test_both_counts_are_marked() -> None:
    text = "一、放权\n县级下放镇街执法事项共31项。\n二、承接\n县级下放镇街执法事项共27项，均已承接。"
    (finding,) = ConflictingCount().inspect(Document(text, id="both"))
    assert finding.text == "共27项"
    assert [evidence.text for evidence in finding.evidence] == ["共31项"]
    assert [place.text for place in finding.places] == ["共31项"]


def test_the_count_beside_a_denial_is_marked() -> None:
    text = "全年收到依申请公开申请2件，均按时答复。\n本年度无依申请公开申请。"
    (finding,) = ConflictingCount().inspect(Document(text, id="denied"))
    assert [place.text for place in finding.places] == ["2件"]

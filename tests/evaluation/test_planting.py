"""Planting: a fault stands where it was put, and the rest of the report stays as it was."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.evaluation.hosts import hosts
from auditor.evaluation.items import Item, planted
from auditor.evaluation.planting import Misfit, may_host, specimens

TXT = "reports/quzhou-medical-security-2022-rule-of-law.txt"
DOCX = "reports/tongdao-justice-2024-rule-of-law.docx"


def item(**given: Any) -> Item:
    return Item(**({"name": "an item", "check": "foreign-place", "find": "张店"} | given))


def test_a_paragraph_becomes_a_block_of_its_own_and_all_others_stay() -> None:
    planted_item = item(clean="关于{own}的一段。", faulty="关于张店的一段。\n还有一段。", hosts=(DOCX,))
    host = next(host for host in hosts() if host.path == DOCX)
    faulty, clean = specimens(planted_item, 0, hosts())
    assert faulty is not None
    assert clean is not None
    document = faulty.documents[0]
    words = [document.slice(block.span) for block in document.blocks]
    before = [host.text[block.start : block.end] for block in host.blocks]
    at = words.index("关于张店的一段。")
    assert words == [*before[:at], "关于张店的一段。", "还有一段。", *before[at:]]
    assert [document.slice(spot) for spot in faulty.spots["d1"]] == ["张店"]
    assert "关于通道侗族自治县的一段。" in clean.documents[0].text
    assert clean.spots == {}


def test_cells_and_levels_of_the_host_survive() -> None:
    host = next(host for host in hosts() if host.path == DOCX)
    faulty, _ = specimens(item(faulty="关于张店的一段。", hosts=(DOCX,)), 0, hosts())
    assert faulty is not None
    kept = [(block.kind, block.level, block.cell) for block in host.blocks]
    found = [(block.kind, block.level, block.cell) for block in faulty.documents[0].blocks]
    assert len(found) == len(kept) + 1
    assert [one for one in found if one[0] != "paragraph"] == [one for one in kept if one[0] != "paragraph"]


def test_words_of_the_host_are_replaced_and_found_there_only() -> None:
    changed = item(replace="四、2023年工作安排", within="四、2021年工作安排", host=TXT, find="2021")
    faulty, clean = specimens(changed, 3, hosts())
    assert faulty is not None
    assert clean is not None
    assert "四、2021年工作安排" in faulty.documents[0].text
    assert len(faulty.spots["d1"]) == 1
    assert "四、2023年工作安排" in clean.documents[0].text
    assert len(faulty.documents[0].blocks) == len(clean.documents[0].blocks)


def test_whole_documents_and_others_go_together() -> None:
    whole = item(document=True, clean="甲县报告", faulty="张店报告", others=("乙县报告",))
    faulty, clean = specimens(whole, 0, ())
    assert faulty is not None
    assert clean is not None
    assert [document.id for document in faulty.documents] == ["d1", "d2"]
    assert [document.text for document in clean.documents] == ["甲县报告", "乙县报告"]


def test_hosts_are_taken_in_turn() -> None:
    first = item(faulty="张店的事情。")
    used = set()
    for number in range(20):
        faulty, _ = specimens(first, number, hosts())
        assert faulty is not None
        used.add(faulty.host)
    assert used == {host.path for host in hosts() if may_host(first, host)}
    assert len(used) >= 5


def test_only_a_bureau_says_our_bureau() -> None:
    bureaus = [host for host in hosts() if may_host(item(faulty="我局在张店的事情。"), host)]
    assert all(host.report.issuer.endswith("局") for host in bureaus)
    assert bureaus


@pytest.mark.parametrize(
    "given",
    [
        {"faulty": "没有这个地名。"},
        {"faulty": "张店的事情。", "hosts": ("reports/none.txt",)},
        {"replace": "无此文字", "within": "张店", "host": TXT},
    ],
)
def test_what_cannot_be_planted_says_so(given: dict[str, Any]) -> None:
    with pytest.raises(Misfit):
        specimens(item(**given), 0, hosts())


def test_placeholders_are_filled_from_the_host() -> None:
    host = next(host for host in hosts() if host.path == TXT)
    filled = host.filled("{own} {own_short} {word} {bureau} {issuer} {last_year} {province} {prefecture} {x}")
    assert filled == "曲周县 曲周 县 医疗保障局 曲周县医疗保障局 2021 河北省 邯郸市 {x}"


def test_a_report_to_the_congress_reviews_the_year_before() -> None:
    host = next(host for host in hosts() if host.report.kind == "government-work-report")
    assert host.words["year"] == str(host.report.year - 1)


@pytest.mark.parametrize("check", planted())
def test_every_item_can_be_planted_and_there_are_enough(check: str) -> None:
    file = planted()[check]
    for number, one in enumerate(file.items):
        specimens(one, number, hosts())
    assert len(file.items) >= 30
    assert file.wordings >= 10
    assert all(one.clean or one.replace for one in file.items if not one.document)

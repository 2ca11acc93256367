"""Quantities: what is counted, how exactly, in which scope, as what; and what is no quantity."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from auditor.facts import quantities
from auditor.facts.quantities import Quantity, movements, statements
from auditor.model import Document, Span


def read(text: str) -> list[Quantity]:
    return list(quantities.of(Document(text)))


def one(text: str) -> Quantity:
    (found,) = read(text)
    return found


@pytest.mark.parametrize(
    ("text", "words", "value", "unit"),
    [
        ("全年召开会议4次。", "4次", "4", "次"),
        ("发放资料１，２３４份。", "１，２３４份", "1234", "份"),
        ("收入1,560.05万元。", "1,560.05万元", "15600500", "元"),
        ("投资3.5亿元。", "3.5亿元", "350000000", "元"),
        ("发放手册3.2万册。", "3.2万册", "32000", "册"),
        ("召开会议十二次。", "十二次", "12", "次"),
        ("合格率92.86%。", "92.86%", "92.86", "%"),
        ("满意率百分之百。", "百分之百", "100", "%"),
        ("满意率百分之九十八点五。", "百分之九十八点五", "98.5", "%"),
        ("提高3.5个百分点。", "3.5个百分点", "3.5", "个百分点"),
        ("产值翻一番。", "翻一番", "2", "倍"),
        ("产值是上年的1.5倍。", "1.5倍", "1.5", "倍"),
        ("造林2公顷。", "2公顷", "20000", "平方米"),
        ("下降-3.5%。", "-3.5%", "-3.5", "%"),
        ("律师3人。", "3人", "3", "人"),
        ("3名律师。", "3名", "3", "人"),
        ("会议 4 次。", "4 次", "4", "次"),
    ],
)
def test_values(text: str, words: str, value: str, unit: str) -> None:
    found = one(text)
    assert text[found.span.start : found.span.end] == words
    assert (found.value, found.unit) == (Decimal(value), unit)
    assert found.span.contains(found.number)


@pytest.mark.parametrize(
    ("text", "words", "low", "high"),
    [
        ("发放资料1200余份。", "1200余份", "1200", "1300"),
        ("发放资料4000多份。", "4000多份", "4000", "5000"),
        ("走访群众一百二十余户。", "一百二十余户", "120", "130"),
        ("检查3—5次。", "3—5次", "3", "5"),
        ("检查3至5次。", "3至5次", "3", "5"),
        ("增长3%—5%。", "3%—5%", "3", "5"),
        ("培训约100人。", "约100人", "90.0", "110.0"),
        ("约100人参加。", "约100人", "90.0", "110.0"),
        ("培训100人左右。", "100人左右", "90.0", "110.0"),
        ("培训100人以上。", "100人以上", "100", "Infinity"),
        ("培训不足100人。", "不足100人", "0", "100"),
    ],
)
def test_approximations(text: str, words: str, low: str, high: str) -> None:
    found = one(text)
    assert text[found.span.start : found.span.end] == words
    assert (found.low, found.high, found.exact) == (Decimal(low), Decimal(high), False)


@pytest.mark.parametrize(
    "text",
    [
        "2023年12月31日印发。",
        "根据江府〔2017〕16号文件。",
        "电话0911-4222011。",
        "第3批第2期。",
        "“十四五”时期。",
        "“12.4”国家宪法日。",
        "执行“三重一大”制度。",
        "严格落实八项规定精神。",
        "推行行政执法三项制度。",
        "学习《八项规定实施细则10条》。",
        "5G基站、A4纸、G318线。",
        "1.加强领导。",
        "（1）加强领导。",
        "12部门联合印发。",
        "上午10:30召开。",
        "一个时期以来。",
        "3.15消费者权益日。",
    ],
)
def test_no_quantity(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("全年组织开展行政执法案卷评查4次。", "行政执法案卷评查"),
        ("今年以来，共开展了4次行政执法案卷评查。", "行政执法案卷评查"),
        ("我局办理行政复议案件15件。", "办理行政复议案件"),
        ("处理12起劳动争议案件。", "处理劳动争议案件"),
        ("示范村（社区）47个。", "示范村"),
        ("为全镇15个行政村配备网格员。", "行政村"),
        ("2023年度收入总计100万元。", "收入总计"),
    ],
)
def test_thing_counted(text: str, thing: str) -> None:
    assert read(text)[0].thing == thing


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("办理案件共18件。", ["total"]),
        ("办理案件18件，其中维持12件。", ["count", "part"]),
        ("同比增长5.6%。", ["growth"]),
        ("收入100万元，比上年减收3万元。", ["count", "growth"]),
        ("由120件减少到100件。", ["count", "count"]),
        ("由46户增至81户。", ["count", "count"]),
        ("剩余3件。", ["rest"]),
        ("办结率98%。", ["ratio"]),
        ("抓好以下三项工作。", ["listed"]),
    ],
)
def test_claims(text: str, claims: list[str]) -> None:
    assert [quantity.claim for quantity in read(text)] == claims


def test_scope() -> None:
    first, second = read("2022年，全县培训8次，较2021年的6次有所增加。")
    assert (first.scope.year, first.scope.body) == (2022, "全县")
    assert second.scope.year == 2022, "a year that is compared with is no scope"
    assert read("力争培训10次。")[0].scope.plan


def test_agreement_within_rounding() -> None:
    exact, rounded, other = read("收入1560.05万元，约合0.16亿元，收入1506.05万元。")
    assert exact.agrees(rounded)
    assert not exact.agrees(other)


def test_statements_run_from_full_stop_to_full_stop() -> None:
    document = Document("收入10万元（其中甲6万元）；支出8万元。\n培训3次。")
    first, second = statements.of(document)
    assert [len(first.quantities), len(second.quantities)] == [3, 1]
    assert first.depths == (0, 1, 0)
    assert first.paragraph != second.paragraph


@pytest.mark.parametrize(
    ("text", "before", "after", "directions"),
    [
        ("由136项减少到121项，减少15项。", 136, 121, ["down", "down"]),
        ("受理120件，比上年的150件增加20%。", 150, 120, ["up"]),
        ("2022年受理120件，2021年受理150件，下降20%。", 150, 120, ["down"]),
        ("受理120件，与上年120件持平。", 120, 120, ["flat"]),
        ("受理120件，办结110件，受理数较上年的150件下降20%。", 150, 120, ["down"]),
        ("受理120件，办结110件。追回3万元。与上年的150件相比，受理量下降20%。", 150, 120, ["down"]),
        ("收入10万元，支出10万元，与上年12万元相比，收支均减少2万元。", 120000, 100000, ["down"]),
    ],
)
def test_movements(text: str, before: int, after: int, directions: list[str]) -> None:
    (movement,) = movements.of(Document(text))
    assert [int(movement.before.value), int(movement.after.value)] == [before, after]
    assert [claim.direction for claim in movement.claims] == directions


@pytest.mark.parametrize(
    "text",
    [
        "移送7件。立案数较上年的65件下降20%。",
        "培训12期，与上年15期相比，线上培训增加2期。",
    ],
)
def test_a_change_is_claimed_of_what_it_names(text: str) -> None:
    assert not any(movement.claims for movement in movements.of(Document(text)))


@pytest.mark.parametrize(
    "text",
    ["比2023年的91件减少。", "与上年同期35件持平。", "客流恢复到2019年的71.9%。", "由2016年的27人减少。"],
)
def test_the_base_of_a_comparison_names_no_thing(text: str) -> None:
    assert one(text).thing == ""


def test_offsets_hold_in_real_reports(seeds: list[Path]) -> None:
    for file in seeds:
        document = Document(file.read_text("utf-8"))
        for quantity in quantities.of(document):
            assert document.folded[quantity.number.start].isdigit() or quantity.value
            assert quantity.sentence.start <= quantity.span.start
            assert quantity in quantities.within(document, Span(quantity.span.start, quantity.span.end))


def test_cheap_enough() -> None:
    """A report of 4,000 characters with some thirty numbers; ten times the budget, for a busy machine."""
    paragraph = (
        "全面推进依法行政，健全行政决策机制，全年召开专题会议4次，培训执法人员120余人次，办结率98.5%。"
    )
    text = "\n".join([paragraph * 4] * 20)[:4000]
    spent = []
    for _ in range(5):
        document = Document(text)
        document.folded  # noqa: B018
        start = time.perf_counter()
        assert quantities.of(document)
        spent.append(time.perf_counter() - start)
    assert min(spent) < 0.02

"""Headings and list items: markers of every form, and numbers that are none."""

from __future__ import annotations

import pytest

from auditor.model import Block, Document
from auditor.structure import outline


def items(text: str) -> list[tuple[str, int, int, str]]:
    """(style, value, level, heading) of each item."""
    document = Document(text)
    return [
        (item.style, item.value, item.level, document.slice(item.heading))
        for item in outline.of(document).items
    ]


def styles(text: str) -> list[tuple[str, int]]:
    return [(style, value) for style, value, _, _ in items(text)]


@pytest.mark.parametrize(
    ("line", "style", "value", "marker"),
    [
        ("一、工作开展情况", "一、", 1, "一、"),
        ("十二、其他事项", "一、", 12, "十二、"),
        ("二十、附则说明", "一、", 20, "二十、"),
        ("一．工作开展情况", "一、", 1, "一．"),
        ("二，存在的问题", "一、", 2, "二，"),
        ("（一）加强领导", "（一）", 1, "（一）"),
        ("(一)加强领导", "（一）", 1, "(一)"),
        ("（一）、加强领导", "（一）", 1, "（一）、"),
        ("一）加强领导", "（一）", 1, "一）"),
        ("㈡加强领导", "（一）", 2, "㈡"),
        ("1.加强领导", "1.", 1, "1."),
        ("1、加强领导", "1.", 1, "1、"),
        ("1．加强领导", "1.", 1, "1．"),
        ("１．加强领导", "1.", 1, "１．"),
        ("12. 加强领导", "1.", 12, "12."),
        ("1.2023年工作开展情况", "1.", 1, "1."),
        ("（1）加强领导", "（1）", 1, "（1）"),
        ("(12)加强领导", "（1）", 12, "(12)"),
        ("3）加强领导", "1）", 3, "3）"),
        ("①加强领导", "①", 1, "①"),
        ("⑳加强领导", "①", 20, "⑳"),
        ("第一章 总则", "第一章", 1, "第一章"),
        ("第十二章　附则", "第一章", 12, "第十二章"),
        ("第三节 资金管理", "第一节", 3, "第三节"),
        ("第十五条 本办法自印发之日起施行。", "第一条", 15, "第十五条"),
        ("第二部分 部门决算表", "第一部分", 2, "第二部分"),
        ("第二部分部门决算表", "第一部分", 2, "第二部分"),
        ("第一，加强领导", "第一，", 1, "第一，"),
        ("首先，加强领导", "首先", 1, "首先"),
        ("一是加强领导", "一是", 1, "一是"),
        ("十一是加强领导", "一是", 11, "十一是"),
        ("三要加强领导", "一要", 3, "三要"),
        ("[bookmark: _GoBack]（三）加强普法", "（一）", 3, "（三）"),
        ("**四是持续规范行政执法行为。**扎实开展评估。", "一是", 4, "四是"),
        ("### 二、存在的问题", "一、", 2, "二、"),
        ("　　三、下一步打算", "一、", 3, "三、"),
    ],
)
def test_markers(line: str, style: str, value: int, marker: str) -> None:
    document = Document(line)
    (item,) = outline.of(document).items
    assert (item.style, item.value, document.slice(item.marker)) == (style, value, marker)


@pytest.mark.parametrize(
    "line",
    [
        "2022年，县水务局认真履行职责。",
        "2022. 1. 15",
        "2022.1.15，县水务局召开会议。",
        "12.4国家宪法日期间开展宣传。",
        "12.4 国家宪法日",
        "3.15消费者权益日宣传活动。",
        "1.5万元用于宣传。",
        "0571-88880000",
        "13800000000",
        "一、二、三等奖各一名。",
        "三、四季度工作持续推进。",
        "一、二三产业融合发展。",
        "一、二级响应启动后，立即组织抢险。",
        "5、6月份集中开展整治。",
        "十多年来，水务事业不断发展。",
        "一年来，全局干部共同努力。",
        "一方面，加强领导。",
        "第一责任人履行职责情况良好。",
        "第一书记带头走访。",
        "第三方评估机构出具了报告。",
        "第二条规定，行政机关应当依法行政。",
        "第三季度共办理案件6件。",
        "1. 12.5 13.6 14.7",
        "（2023年1月15日）",
        "（试行）",
        "(010)88880000",
        "十五五规划编制工作启动。",
        "三要素齐全的案卷占九成。",
        "三农工作持续加强。",
    ],
)  # fmt: skip
def test_numbers_that_open_no_part(line: str) -> None:
    assert styles(line) == []


def test_one_is_inside_a_sentence_is_no_item() -> None:
    assert styles("问题的根源之一是认识不足，第一是要务，两个方面统一是关键。") == []


def test_whether_is_no_item() -> None:
    assert styles("审核材料时，一要否定虚假内容，二是否具备条件须核实。") == []


def test_levels_follow_the_document() -> None:
    text = "一、主要举措\n（一）加强领导。专题研究。\n1.健全机制。\n（1）定期调度。\n二、问题\n1.力度不够。\n"
    assert [(style, level) for style, _, level, _ in items(text)] == [
        ("一、", 1),
        ("（一）", 2),
        ("1.", 3),
        ("（1）", 4),
        ("一、", 1),
        ("1.", 3),
    ]


def test_levels_are_relative() -> None:
    text = "1.主要举措\n（1）加强领导\n2.存在问题\n"
    assert [level for _, _, level, _ in items(text)] == [1, 2, 1]


def test_brackets_under_arabic_numbers() -> None:
    """Some write （一） under 1.: the one that begins anew is the lower."""
    text = "1.主要举措\n（一）加强领导\n（二）加强宣传\n2.存在问题\n（一）认识不足\n（二）力度不够\n"
    assert [level for _, _, level, _ in items(text)] == [1, 2, 2, 1, 2, 2]


def test_parent_and_body_end() -> None:
    text = "一、主要举措\n（一）加强领导\n研究工作4次。\n（二）加强宣传\n二、存在问题\n力度不够。"
    document = Document(text)
    found = outline.of(document).items
    assert [item.parent for item in found] == [None, 0, 0, None]
    assert document.text[found[1].body_end :].startswith("（二）")
    assert document.text[found[0].body_end :].startswith("二、")
    assert found[3].body_end == len(text)
    assert outline.of(document).children(0) == (1, 2)


def test_a_heading_run_into_its_paragraph() -> None:
    document = Document("（一）持续健全组织领导。为加强领导，调整小组。")
    (item,) = outline.of(document).items
    assert document.slice(item.heading) == "（一）持续健全组织领导"
    assert item.inline
    assert not item.within


def test_a_heading_with_a_full_stop_is_not_inline() -> None:
    (item,) = outline.of(Document("（一）持续健全组织领导。\n为加强领导，调整小组。")).items
    assert not item.inline


def test_points_inside_a_paragraph() -> None:
    text = (
        "（一）加强领导。一是健全机制。明确分工；二是**压实责任**。定期调度。三是强化督查。\n另有其他工作。"
    )
    document = Document(text)
    found = outline.of(document).items
    assert [(item.style, item.value) for item in found] == [
        ("（一）", 1),
        ("一是", 1),
        ("一是", 2),
        ("一是", 3),
    ]
    assert all(item.within and item.parent == 0 for item in found[1:])
    assert document.slice(found[1].heading) == "一是健全机制"
    assert document.text[found[3].body_end :].startswith("\n另有")


def test_the_title_is_not_in_the_outline() -> None:
    text = "# 青禾县水务局2023年工作总结\n\n## 总体情况\n\n内容。\n\n## 下步打算\n\n内容。\n"
    blocks = (
        Block(2, 17, "heading", 1),
        Block(22, 26, "heading", 2),
        Block(28, 31),
        Block(36, 40, "heading", 2),
        Block(42, 45),
    )
    document = Document(text, blocks=blocks, format="md")
    found = outline.of(document).items
    assert [(item.style, item.level, document.slice(item.heading)) for item in found] == [
        ("plain", 1, "总体情况"),
        ("plain", 1, "下步打算"),
    ]


def test_plain_headings_beside_numbered_ones_share_their_level() -> None:
    text = "一、举措\n内容。\n问题\n内容。\n"
    blocks = (Block(0, 4, "heading", 2), Block(5, 8), Block(9, 11, "heading", 2), Block(12, 15))
    found = outline.of(Document(text, blocks=blocks)).items
    assert [item.level for item in found] == [1, 1]


def test_table_cells_are_no_headings() -> None:
    text = "1.办公费\n12"
    blocks = (Block(0, 5, "cell"), Block(6, 8, "cell"))
    assert outline.of(Document(text, blocks=blocks)).items == ()


def test_annexes_begin_anew() -> None:
    text = "一、举措\n二、问题\n附件1\n一、填报说明\n"
    found = outline.of(Document(text)).items
    assert [(item.style, item.level) for item in found] == [
        ("一、", 1),
        ("一、", 1),
        ("附件", 1),
        ("一、", 1),
    ]


def test_decimal_headings_need_a_sequence() -> None:
    assert styles("1.1 总体情况\n1.2 主要做法\n") == [("1.1", 1), ("1.1", 2)]
    assert styles("12.4 宣传活动\n") == []


def test_section_path() -> None:
    text = "一、主要举措\n（一）加强领导。一是健全机制。\n二、存在问题\n力度不够。"
    document = Document(text)
    assert outline.section_path(document, text.index("健全机制")) == ("一、主要举措", "（一）加强领导")
    assert outline.section_path(document, text.index("力度")) == ("二、存在问题",)
    assert outline.section_path(document, 0) == ("一、主要举措",)


def test_section_path_before_the_first_heading() -> None:
    assert outline.section_path(Document("前言。\n一、主要举措"), 1) == ()


def test_section_path_shortens_long_headings() -> None:
    text = "一、" + "持续推进水利工程建设" * 8
    (entry,) = outline.section_path(Document(text), 3)
    assert len(entry) == outline.LONGEST_PATH_ENTRY
    assert entry.endswith("…")

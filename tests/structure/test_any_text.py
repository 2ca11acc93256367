"""Whatever a text looks like: structure is read without error, and its spans stand in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checking import registry
from auditor.checking.runner import examine
from auditor.model import Document
from auditor.structure import furniture, outline, sentences, signoff, title

WORDS = [
    "一、",
    "二、",
    "（一）",
    "(三)",
    "1.",
    "2、",
    "（1）",
    "①",
    "第一章",
    "第二条",
    "一是",
    "二是",
    "首先，",
    "附件",
    "附件1",
    "县水务局",
    "2023年",
    "工作总结",
    "2024年1月5日",
    "二〇二四年一月五日",
    "信息来源:",
    "【打印】",
    "详见附件3",
    "关于",
    "的报告",
    "存在问题",
    "完成清淤12公里",
    "，",
    "。",
    "；",
    "：",
    "**",
    "XX局",
    "×月×日",
    "&nbsp;",
    "<p>",
    "锟斤拷",
    "會",
    "Ö",
    "?",
    "??",
    "《",
    "》",
    "“",
    "”",
    "(",
    "13812345678",
    "11010519491231002X",
    "如下表",
    "第五部分",
    "增加（减少）3",
    "😀",
    "#",
    "|",
]
BLANKS = [
    " ",
    "\u3000",
    "\n",
    "\n\n",
    "\t",
    "# ",
    "- ",
    "- 3 -",
    "[image: a]",
    "文  件",
    "\ufffd",
    "\ue000",
    "\u200b",
    "\x0b",
]
PIECES = st.sampled_from([*WORDS, *BLANKS])
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_spans_of_the_structure_stand_in_the_text(text: str) -> None:
    document = Document(text)
    items = outline.of(document).items
    for at, item in enumerate(items):
        assert 0 <= item.marker.start <= item.marker.end <= item.heading.end <= len(text)
        assert item.marker.start == item.heading.start
        assert item.heading.start <= item.body_end <= len(text)
        assert item.level >= 1
        assert item.parent is None or (item.parent < at and items[item.parent].level < item.level)
    assert [item.marker.start for item in items] == sorted(item.marker.start for item in items)
    found = title.of(document)
    assert found is None or text[found.span.start : found.span.end].strip()
    signed = signoff.of(document)
    for span in signed.issuers if signed else ():
        assert text[span.start : span.end].strip()
    assert all(text[span.start : span.end].strip() for span in sentences.of(document))
    assert furniture.of(document).site <= {block.start for block in document.blocks}
    for offset in range(0, len(text), 7):
        assert all(outline.section_path(document, offset))


FAMILIES = ("structure", "residue", "privacy")
CHECKS = [check for check in registry.load().checks if check.family in FAMILIES]


@pytest.mark.parametrize("format", ["txt", "md", "html"])
def test_checks_fail_on_no_text(format: str) -> None:
    assert len(CHECKS) >= 10

    @settings(max_examples=150, deadline=None)
    @given(TEXTS)
    def hold(text: str) -> None:
        examination = examine(Document(text, format=format), CHECKS)
        assert [problem.message for problem in examination.problems] == []

    hold()

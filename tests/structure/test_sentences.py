"""Sentences: their bounds, their closing quotes, their blocks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Document
from auditor.structure import sentences


def read(text: str) -> list[str]:
    document = Document(text)
    return [document.slice(span) for span in sentences.of(document)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("召开会议。研究工作。", ["召开会议。", "研究工作。"]),
        ("召开会议；研究工作！如何推进？", ["召开会议；", "研究工作！", "如何推进？"]),
        ("会议强调“依法行政。”局长出席。", ["会议强调“依法行政。”", "局长出席。"]),
        ("（详见附件。）另行通知", ["（详见附件。）", "另行通知"]),
        ("一、举措\n召开会议。", ["一、举措", "召开会议。"]),
        ("召开会议。 \n\n　研究工作。", ["召开会议。", "研究工作。"]),
        ("half; width? yes!", ["half;", "width?", "yes!"]),
        ("投资1.5亿元。", ["投资1.5亿元。"]),
        ("等等。。。", ["等等。。。"]),
        ("", []),
    ],
)
def test_bounds(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@settings(max_examples=200)
@given(st.text("甲乙。；！？”） \n", max_size=60))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    spans = sentences.of(Document(text))
    assert all(first.end <= second.start for first, second in itertools.pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(text.split())

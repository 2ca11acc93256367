"""Titles where converters leave them, and none where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from auditor.model import Block, Document
from auditor.structure import title

TITLES = yaml.safe_load((Path(__file__).parent / "titles.yaml").read_text("utf-8"))
BODY = (
    "2023年，县水务局坚持以习近平法治思想为指导，扎实推进法治政府建设各项工作，取得了较好成效。现将有关情况报告如下：\n"
    "一、主要举措和成效\n（一）加强组织领导。局党组全年研究法治工作4次。\n"
)


def read(head: str, body: str = BODY) -> str | None:
    found = title.of(Document(head + "\n" + body))
    return found.text if found else None


@pytest.mark.parametrize("row", TITLES, ids=lambda row: row["title"])
def test_title_is_found(row: dict[str, str]) -> None:
    assert read(row["head"]) == row["title"]


@pytest.mark.parametrize(
    "head",
    [
        "",
        "各镇人民政府，县直各部门：",
        "2023年以来，县水务局认真落实法治建设各项任务，现将情况汇报如下:",
        "按照县委依法治县办通知要求，现将我局2023年工作情况报告如下：",
        "一、2023年法治政府建设情况",
        "（一）2023年工作总结",
        "2024-02-26 10:13 浏览次数: 信息来源:县水务局",
        "目  录",
        "我局深入学习贯彻《青禾县2023年法治政府建设工作要点》，全年召开会议4次，制定了2023年普法计划",
    ],
)
def test_a_body_sentence_is_no_title(head: str) -> None:
    assert read(head) is None


def test_the_span_covers_both_lines() -> None:
    document = Document("[image: a.png]\n青禾县水务局\n2023年工作总结\n\n" + BODY)
    found = title.of(document)
    assert found is not None
    assert document.slice(found.span) == "青禾县水务局\n2023年工作总结"


def test_the_line_below_is_kept_apart() -> None:
    document = Document(
        "政府工作报告\n（2024年1月10日在青禾县第十八届人民代表大会第三次会议上）\n县长　王某\n" + BODY
    )
    found = title.of(document)
    assert found is not None
    assert found.subtitle is not None
    assert document.slice(found.subtitle).startswith("（2024年1月10日")


def test_a_stated_heading_is_a_title_whatever_its_last_word() -> None:
    text = "青禾水务这一年\n" + BODY
    blocks = (Block(0, 7, "heading", 1), *(block for block in Document(text).blocks if block.start > 7))
    found = title.of(Document(text, blocks=blocks, format="html"))
    assert found is not None
    assert found.text == "青禾水务这一年"


def test_an_empty_document_has_none() -> None:
    assert title.of(Document("")) is None

"""Sign-offs in the forms in which they stand below, above and beside a text."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.model import Document
from auditor.structure import signoff

SIGN_OFFS = yaml.safe_load((Path(__file__).parent / "signoffs.yaml").read_text("utf-8"))
HEAD = "青禾县水务局2023年法治政府建设年度报告\n\n"
BODY = """2023年，县水务局坚持依法行政，各项工作取得新成效。
一、主要举措
（一）加强领导。全年研究工作4次。
二、下步安排
持续推进水利工程建设管理服务，不断提高依法行政水平。
"""
DATE = datetime.date(2024, 1, 25)


def read(foot: str, between: str = "") -> tuple[list[str], datetime.date | None, str | None] | None:
    document = Document(HEAD + between + BODY + foot)
    found = signoff.of(document)
    if found is None:
        return None
    date = document.slice(found.date_span) if found.date_span else None
    assert found.issuer == (found.issuers[0] if found.issuers else None)
    return [document.slice(span) for span in found.issuers], found.date, date


@pytest.mark.parametrize("row", SIGN_OFFS, ids=lambda row: row["foot"])
def test_sign_off_is_read(row: dict[str, Any]) -> None:
    found = read(row["foot"])
    assert found is not None
    assert found[:2] == (row["issuers"], DATE if row["dated"] else None)


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2024年2月30日", "2024年2月30日"),
        ("2024年×月×日", "2024年×月×日"),
        ("2024年13月5日", "2024年13月5日"),
    ],
)
def test_what_is_no_date_is_still_shown(date: str, shown: str) -> None:
    assert read(f"青禾县水务局\n{date}") == (["青禾县水务局"], None, shown)


@pytest.mark.parametrize(
    "foot",
    [
        "",
        "为全县高质量发展提供坚实的水务服务中心",
        "三是推进水利工程建设",
        "联系电话：0000-1234567",
        "推进水务一体化改革，服务全县各镇办事处",
    ],
)
def test_the_end_of_the_body_is_no_sign_off(foot: str) -> None:
    assert read(foot) is None


def test_publication_above_the_text() -> None:
    document = Document(
        HEAD + "2024-02-26 10:13 浏览次数: 信息来源:县水务局\n\n" + BODY + "青禾县水务局\n2024年1月25日"
    )
    published = signoff.publication_of(document)
    assert published is not None
    assert published.date == datetime.date(2024, 2, 26)
    assert published.source is not None
    assert document.slice(published.source) == "县水务局"
    signed = signoff.of(document)
    assert signed is not None
    assert signed.date == DATE


@pytest.mark.parametrize(
    "line",
    [
        "发布日期：2024年2月26日　来源：县水务局　浏览次数：12",
        "来源：县水务局 发布时间：2024-02-26 10:13:05",
        "县水务局　2024-02-26",
        "县水务局\n2024年2月26日",
    ],
)
def test_forms_of_publication(line: str) -> None:
    document = Document(HEAD + line + "\n\n" + BODY)
    published = signoff.publication_of(document)
    assert published is not None
    assert published.date == datetime.date(2024, 2, 26)
    assert published.source is not None
    assert document.slice(published.source) == "县水务局"


def test_publication_above_the_title() -> None:
    document = Document("索引号：A1　发布机构：县水务局　发布日期：2024-02-26\n" + HEAD + BODY)
    published = signoff.publication_of(document)
    assert published is not None
    assert published.date == datetime.date(2024, 2, 26)


def test_no_publication() -> None:
    assert signoff.publication_of(Document(HEAD + BODY)) is None
    assert signoff.of(Document("")) is None
    assert signoff.publication_of(Document("")) is None

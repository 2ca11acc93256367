"""What a part of a report is about: a review of the year, of an earlier year, a plan, shortcomings.

Only the words of the heading and of the headings above it count.
"""

from __future__ import annotations

import re
from typing import Literal

from auditor.model import Document
from auditor.structure import outline
from auditor.structure.outline import Item

PartRole = Literal["review", "earlier", "plan", "other"]

# Order matters: «上年度存在问题的改进情况» looks back although it speaks of shortcomings, and
# «2021年工作计划完成情况» reviews a plan.
_EARLIER = re.compile(
    r"上一?年度?[^。]{0,12}(?:问题|不足|整改|改进)|(?:问题|不足|反馈意见?)的?(?:整改|改进)(?:落实)?情况|"
    r"(?:整改|改进)(?:落实|完成)?情况|回头看|历年|沿革|背景|"
    r"(?<![实牢好固强厚])(?:发展|工作|现实|建设|规划|现有|已有|实施|编制)基础(?![性设教])|[、）)]基础(?:$|[和与及、])|"
    r"过去的?[两三四五六七八九十几]年|(?<![后来下第〇○零一二三四五六七八九十])[三四五十]年(?:来|工作)|"
    r"回顾过去|以来|计划(?:的)?(?:完成|执行|落实)|发展回顾|十三五|十二五"
)
_PLAN = re.compile(
    r"安排|计划|打算|思路|下一?步|下一阶段|下一年|下年|明年|来年|展望|谋划|工作重点|重点工作(?!完成|开展|推进|进展|落实|情况)|"
    r"目标(?:任务)?(?!任务|完成|实现|考核|责任|管理|绩效)|努力方向|今后|工作要点|工作设想|主要任务|预期目标|总体要求"
)
_REVIEW = re.compile(
    r"成效|举措|情况|总结|回顾|不足|问题|困难|履行|履职|进展|成绩|亮点|做法|特点|开展|完成|原因|短板|差距|薄弱|主要工作|工作(?:开展|推进)|概况|决算|收支|支出|收入"
)


def role_of_heading(words: str) -> PartRole:
    """What the words of one heading say."""
    if _EARLIER.search(words):
        return "earlier"
    if _PLAN.search(words):
        return "plan"
    if _REVIEW.search(words):
        return "review"
    return "other"


def role_of(document: Document, item: Item) -> PartRole:
    """What the part under `item` is about: its own heading decides, else the nearest above it."""
    items = outline.of(document).items
    current: Item | None = item
    while current is not None:
        role = role_of_heading(document.slice(current.heading)[:60])
        if role != "other":
            return role
        current = items[current.parent] if current.parent is not None else None
    return "other"


def role_at(document: Document, offset: int) -> PartRole:
    """What the part around an offset is about; «review» before the first heading."""
    for heading in reversed(outline.section_path(document, offset)):
        role = role_of_heading(heading[:60])
        if role != "other":
            return role
    return "review"

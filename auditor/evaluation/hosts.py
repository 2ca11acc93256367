"""The clean reports of the test corpus, as hosts into which faults are planted."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

import msgspec

import auditor
from auditor import reading
from auditor.evaluation.gold import GoldReport, load
from auditor.model import Block, Document
from auditor.reference.divisions import register
from auditor.structure import kinds, outline

CORPUS: Final = Path(auditor.__file__).resolve().parent.parent / "corpus"
"""The test corpus: it is part of a checkout and not of an installed package."""

SHORTEST: Final = 40
"""Code points of a paragraph after which another may be put: shorter ones are formulas and lead-ins."""

_PLAN_WORDS: Final = ("打算", "计划", "安排", "思路", "部署", "重点工作")


class Host(msgspec.Struct, frozen=True):
    """A clean report: its text as read, whose it is, and after which blocks a paragraph may be put.

    `review` and `plan` are the ends of such blocks in the two parts of the report.
    """

    report: GoldReport
    text: str
    blocks: tuple[Block, ...]
    format: str
    review: tuple[int, ...]
    plan: tuple[int, ...]
    words: dict[str, str]

    @property
    def path(self) -> str:
        return self.report.path

    @property
    def is_bureau(self) -> bool:
        """Whether the report says 我局 of its issuer."""
        return self.report.issuer.endswith("局")

    def filled(self, text: str) -> str:
        """The text with its placeholders filled from this report's identity."""
        for name, word in self.words.items():
            text = text.replace("{" + name + "}", word)
        return text


@functools.cache
def reports() -> tuple[GoldReport, ...]:
    """The reports of the gold file; none where there is no test corpus."""
    return load(CORPUS) if (CORPUS / "gold.yaml").is_file() else ()


@functools.cache
def hosts() -> tuple[Host, ...]:
    """The clean reports in the order of the gold file; none where there is no test corpus."""
    return tuple(_host(report) for report in reports() if report.clean)


def _host(report: GoldReport) -> Host:
    read = reading.read(CORPUS / report.path)
    document = Document(read.text, format=read.format, blocks=read.blocks)
    return Host(
        report,
        read.text,
        read.blocks,
        read.format,
        _openings(document, plan=False),
        _openings(document, plan=True),
        _words(report),
    )


def _openings(document: Document, plan: bool) -> tuple[int, ...]:
    """The ends of the paragraphs of one part: the plan, or the first part that is none."""
    for item in outline.of(document).items:
        if item.level != 1 or item.inline:
            continue
        heading = document.slice(item.heading)
        if any(word in heading for word in _PLAN_WORDS) == plan:
            return tuple(
                block.end
                for block in document.blocks
                if item.heading.end <= block.start < item.body_end and _is_prose(document, block)
            )
    return ()


def _is_prose(document: Document, block: Block) -> bool:
    text = document.slice(block.span)
    return block.kind == "paragraph" and len(text) >= SHORTEST and text.endswith("。")


def _words(report: GoldReport) -> dict[str, str]:
    """What each placeholder stands for in this report."""
    division = register.by_code(report.jurisdiction.code)
    if division is None:
        raise ValueError(f"{report.path}: no division has the code {report.jurisdiction.code}")
    year = report.year + kinds.by_id(report.kind).reviews
    bureau = report.issuer
    for name in division.path:
        bureau = bureau.removeprefix(name)
    return {
        "own": division.name,
        "own_short": division.short,
        "word": division.own_word,
        "bureau": bureau,
        "issuer": report.issuer,
        "year": str(year),
        "last_year": str(year - 1),
        "next_year": str(year + 1),
        "province": division.path[0],
        "prefecture": division.prefecture or division.path[0],
    }

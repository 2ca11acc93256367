"""缺项: a part that this kind of report must have, an empty section, no title, no sign-off, no date."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, Final

import msgspec

from auditor import (
    Check,
    Document,
    Factor,
    Finding,
    NotApplicable,
    Severity,
    Span,
    fact_evidence,
    quote_evidence,
)
from auditor.language import say
from auditor.model import Evidence
from auditor.structure import furniture, identity, kinds, outline, signoff, title
from auditor.structure.numbering import RANKS
from auditor.structure.outline import Item

SHORTEST: Final = 600
"""A shorter text without a title is an excerpt: nothing can be missing from it."""

_LONGEST_HEADING: Final = 45
_FEWEST_BLOCKS: Final = 3
_LONGEST_BLOCKS: Final = 1500
"""A longer text in no more than three blocks has lost its paragraphs, and its headings with them."""

_SECTIONS: Final = frozenset(style for style, rank in RANKS.items() if rank <= RANKS["（一）"])
_CONTENT: Final = re.compile(r"[^*_#\s。：:]")
_LOOKED_AT: Final = 100
_TITLE_RUN_ON: Final = re.compile(
    r"关于[^。，,]{4,60}的(?:报告|总结|通知|意见|汇报|说明|请示|函)|年度?[^。，,]{2,20}(?:报告|总结)(?!中|里|的)"
)
_MARK: Final = re.compile(r"[,。、;:!?的]")
_ELSEWHERE: Final = re.compile(r"表|附|\d$")
"""A heading that names a table or an annex may stand over one; a page number ends a line of contents."""

_YEAR: Final = re.compile(r"(?:19|20)\d\d")

_SHOWN: Final = 24

_pattern: Final = functools.lru_cache(maxsize=512)(re.compile)
"""The patterns of `parts.toml`, compiled when they are first asked for."""


class Part(msgspec.Struct, frozen=True):
    """A part of a profile; see parts.toml."""

    name: str
    heading: str
    unless: str = ""
    body: str = ""
    since: int = 0
    towns: bool = True


class Profile(msgspec.Struct, frozen=True):
    """What a kind of document must have; see parts.toml."""

    title: str
    unless: str
    sign_off: bool
    least: int
    source: str
    fixed: bool = False
    since: int = 0
    parts: tuple[Part, ...] = ()


class _Heading(msgspec.Struct, frozen=True):
    """A line that may be a heading, widths folded and blanks removed."""

    span: Span
    words: str


class MissingPart(Check):
    """A part that this kind of report must have, an empty section, no title, no sign-off, no date.

    ## Why it matters
    The rules say what an annual report must tell. A report without its shortcomings, or without the name of
    the one who is responsible, does not do what it is for.

    ## Wrong
    An annual report on 法治政府建设 that says nothing of its shortcomings; 「三、存在问题」 followed at once by
    「四、下一步打算」; 「（三）畅通渠道，服务群众。」 with nothing behind it where each of its siblings has its text
    there; a report that ends without a name and a date.

    ## Right
    The part under another name (短板弱项 for 不足), told in the text without a heading; an excerpt; a page that
    names source and date above the text; kinds of report that are not signed; reports on years before the rule.
    A town, which the rule on the first responsible person does not bind, is only noted.

    ## False alarms
    A part that was published as a separate file.

    ## Source
    法治政府建设与责任落实督察工作规定 art. 25; 政府信息公开条例 art. 50 with the format of 国办公开办函〔2021〕30号;
    财预〔2016〕143号; 党政机关公文处理工作条例 art. 9. `parts.toml` has the source of each profile.
    """

    id, title, family, severity = "missing-part", "缺项", "structure", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        has_title = title.of(document) is not None
        if len(document.text) < SHORTEST and not has_title:
            raise NotApplicable("没有标题且不足{length}字，疑为节选", length=SHORTEST)
        if len(document.blocks) <= _FEWEST_BLOCKS and len(document.text) > _LONGEST_BLOCKS:
            raise NotApplicable("文本没有分段，无法识别结构")
        untitled = not has_title and document.format != "html" and _begins_with_prose(document)
        for item in _empty_sections(document):
            yield self._empty(document, item)
        profile = _profile(document)
        # A page of a site tells issuer and date outside its text.
        signs = profile is not None and profile.sign_off and document.format != "html"
        unsigned = list(self._unsigned(document)) if signs and len(document.text) >= SHORTEST else []
        if untitled:
            yield self._no_title(document, [finding.span for finding in unsigned])
        else:
            yield from unsigned
        if profile is not None and profile.parts:
            yield from self._missing_parts(document, profile)

    def _missing_parts(self, document: Document, profile: Profile) -> Iterator[Finding]:
        present, missing = list[Span](), list[Part]()
        first, every = _first_headings(document), list[_Heading]()
        year = _next_year(document)
        for part in profile.parts:
            # The parts are as a rule first headings: the others are gathered only where they are not.
            found = _headed(part, first, year)
            if found is None:
                every = every or [*first, *_other_headings(document)]
                found = _headed(part, every, year)
            if found is None:
                if _in_force(document, part.since):
                    missing.append(part)
            else:
                present.append(found.span)
        if not _is_whole(document, profile, len(present)):
            return
        for part in missing:
            mention = _pattern(part.body).search(document.folded) if part.body else None
            if mention is None:
                yield self._missing(document, part, profile, present)

    def _missing(self, document: Document, part: Part, profile: Profile, present: list[Span]) -> Finding:
        own_title = title.of(document)
        where = own_title.span if own_title else _first_line(document) or Span(0, 1)
        have = "、".join(f"“{_short(document, span)}”" for span in present)
        return self.finding(
            document,
            where,
            "缺少“{part}”部分；现有{have}。",
            part=part.name,
            have=have or say("的部分无一对应"),
            evidence=[fact_evidence(profile.source), *_quotes(document, present)],
            factors=[
                Factor("no-heading", 1.4, say("没有这样的标题")),
                Factor("no-mention", 0.8, say("正文也没有提到")),
            ],
            suggestion="补写“{part}”，或核对是否在成文时遗漏。",
            severity=_severity(document, part),
        )

    def _unsigned(self, document: Document) -> Iterator[Finding]:
        signed, published = signoff.of(document), signoff.publication_of(document)
        if published is not None and published.source is not None and published.date_span is not None:
            return
        issuer = signed.issuer if signed else None
        date = signed.date_span if signed else None
        if issuer is None and date is None:
            words = "文末没有落款单位和成文日期，正文止于“{quote}”。"
            yield self._foot(document, _last_words(document), words, "文末", "落款单位和成文日期")
        elif issuer is not None and date is None:
            yield self._foot(document, issuer, "落款“{quote}”没有成文日期。", "落款下", "成文日期")
        elif issuer is None and date is not None and not _is_named_above(document, date):
            yield self._foot(document, date, "文末只有日期“{quote}”，没有落款单位。", "日期上方", "落款单位")

    def _foot(self, document: Document, span: Span, message: str, where: str, what: str) -> Finding:
        return self.finding(
            document,
            span,
            message,
            quote=document.slice(span),
            where=say(where),
            what=say(what),
            evidence=[fact_evidence(_table()["signing"]["source"])],
            factors=[Factor("end", 2.2, say("正文之后没有发文机关署名或成文日期"))],
            suggestion="在{where}补上{what}。",
        )

    def _no_title(self, document: Document, unsigned: list[Span]) -> Finding:
        """A text without its head, and without its foot where that is missing too: one frame left off."""
        first = _first_line(document) or Span(0, 1)
        words = "没有标题，正文直接从“{quote}”开始。"
        if unsigned:
            words = "没有标题，正文直接从“{quote}”开始；文末也没有完整的落款。"
        return self.finding(
            document,
            first,
            words,
            quote=document.slice(first),
            places=unsigned,
            factors=[Factor("no-title", 2.2, say("正文之前没有标题"))],
            suggestion="补上由发文机关、事由和文种组成的标题。",
        )

    def _empty(self, document: Document, item: Item) -> Finding:
        after = next(
            (other for other in outline.of(document).items if other.marker.start >= item.body_end), None
        )
        return self.finding(
            document,
            item.heading,
            "“{heading}”下面没有内容，{next}。",
            heading=document.slice(item.heading),
            next=say("紧接着就是“{heading}”", heading=_short(document, after.heading))
            if after
            else say("全文到此为止"),
            evidence=[quote_evidence(document, after.heading, "conflict")] if after else [],
            factors=[Factor("empty", 2.4, say("同级的其他部分都有内容"))],
            suggestion="补写这一部分，或删去标题。",
        )


def _profile(document: Document) -> Profile | None:
    """The profile of the document's kind, when its title (where it has one) says that it applies."""
    profile = _profiles().get(kinds.of(document).id)
    own_title = title.of(document)
    if profile is None or own_title is None:
        return profile
    words = own_title.text
    applies = _pattern(profile.title).search(words) and not _pattern(profile.unless).search(words)
    return profile if applies else None


def _is_whole(document: Document, profile: Profile, present: int) -> bool:
    """Whether the text is a whole report of its kind, so that something can be missing from it."""
    if len(document.text) < SHORTEST and not (profile.fixed and present == len(profile.parts) - 1):
        return False
    return present >= profile.least and _in_force(document, profile.since)


def _next_year(document: Document) -> str:
    """The year after that of the title, as a pattern; one that never matches where the title names none."""
    own_title = title.of(document)
    years = _YEAR.findall(own_title.text) if own_title else []
    return str(int(years[-1]) + 1) if years else "(?!)"


def _headed(part: Part, headings: list[_Heading], next_year: str) -> _Heading | None:
    """The heading of the part, or None."""
    lines = "\n".join([heading.words for heading in headings])
    for found in _pattern(part.heading.replace("NEXT_YEAR", next_year)).finditer(lines):
        heading = headings[lines.count("\n", 0, found.start())]
        if not part.unless or not _pattern(part.unless).search(heading.words):
            return heading
    return None


def _in_force(document: Document, since: int) -> bool:
    if not since:
        return True
    year = identity.of(document).year
    return year is not None and year.value >= since


def _severity(document: Document, part: Part) -> Severity | None:
    """A note where the rule does not bind towns and the report is of one; else the check's own."""
    issuer = identity.of(document).issuer
    is_town = issuer is not None and issuer.parts.town != ""
    return Severity.NOTE if is_town and not part.towns else None


def _first_headings(document: Document) -> list[_Heading]:
    """The items of the outline that are of its first level."""
    items = outline.of(document).items
    return [_heading(document, item) for item in items if item.level == 1 and not item.within]


def _other_headings(document: Document) -> Iterator[_Heading]:
    """Short lines without a full stop, then the items of the outline that are of lower levels."""
    folded = document.folded
    items = [item for item in outline.of(document).items if not item.within]
    starts = {item.heading.start for item in items}
    for block in document.blocks:
        start, end = block.start, block.end
        if (
            4 <= end - start <= _LONGEST_HEADING
            and start not in starts
            and folded[end - 1] not in "。;,:"
            and block.kind != "cell"
        ):
            yield _Heading(block.span, folded[start:end].replace(" ", ""))
    yield from (_heading(document, item) for item in items if item.level != 1)


def _heading(document: Document, item: Item) -> _Heading:
    # A heading may run on into its text without a full stop: 一、总体情况 2022年，我镇….
    start, end = item.heading.start, min(item.heading.end, item.heading.start + _LONGEST_HEADING)
    return _Heading(Span(start, end), document.folded[start:end].replace(" ", ""))


def _empty_sections(document: Document) -> Iterator[Item]:
    """Headings without text and without headings below them, among siblings that have some."""
    items = outline.of(document).items
    text = document.text
    signed = signoff.of(document)
    body_end = min((span.start for span in signed.issuers), default=len(text)) if signed else len(text)
    parents = {item.parent for item in items}
    empty = [
        at
        for at, item in enumerate(items)
        if not item.inline
        and at not in parents
        and item.style in _SECTIONS
        and not _CONTENT.search(text, item.heading.end, min(item.body_end, body_end))
        and len(item.heading) <= _LONGEST_HEADING
        and (text[item.heading.end : item.heading.end + 1] != "。" or _is_built_as_siblings(document, at))
        and text[item.heading.end - 1] not in "；："
    ]
    if not empty:
        return
    said: dict[str, int] = {}
    for item in items:
        said[text[item.heading.start : item.heading.end]] = (
            said.get(text[item.heading.start : item.heading.end], 0) + 1
        )
    for at in empty:
        item = items[at]
        siblings = [
            one
            for one, other in enumerate(items)
            if other.parent == item.parent and other.style == item.style
        ]
        # In a table of contents, and in a list of points without text, no sibling has any.
        filled = [one for one in siblings if one not in empty]
        place = siblings.index(at)
        around = siblings[max(0, place - 1) : place + 2]
        # Rows of a table that lies cell by cell are numbered too; their numbers do not run on to the next heading.
        alone = all(one in filled and abs(items[one].value - item.value) == 1 for one in around if one != at)
        heading = text[item.heading.start : item.heading.end]
        if (
            alone
            and len(filled) * 2 > len(siblings)
            and said[heading] == 1
            and not _ELSEWHERE.search(heading)
        ):
            yield item


_FEWEST_SIBLINGS: Final = 3
_LEAST_TEXT: Final = 30
_WHOLE_SENTENCE: Final = re.compile(r"\d|其[他它]|交办|[了已]|完成|负责|承担|等$|工作$")
"""What a point has that is a sentence of its own and no heading."""
_POINTS: Final = re.compile(
    "下一?步|打算|计划|思路|安排|明年|问题|不足|短板|困难|职[责能]|任务(?!完成|落实)|要求|建议"
)
"""Headings over points of which some say all in one sentence."""


def _is_built_as_siblings(document: Document, at: int) -> bool:
    """Whether a heading with a full stop behind it is one of several built alike, each other with its text in the line."""
    items = outline.of(document).items
    item = items[at]
    siblings = [other for other in items if other.parent == item.parent and other.style == item.style]
    others = [other for other in siblings if other is not item]
    if len(others) < _FEWEST_SIBLINGS or item is siblings[-1]:
        return False
    if not all(other.inline and other.body_end - other.heading.end > _LEAST_TEXT for other in others):
        return False
    parent = document.slice(items[item.parent].heading) if item.parent is not None else ""
    if _WHOLE_SENTENCE.search(document.slice(item.heading)) or _POINTS.search(parent):
        return False
    commas = document.slice(item.heading).count("，")
    alike = sum(document.slice(other.heading).count("，") == commas for other in others)
    return alike * 2 > len(others)


def _first_line(document: Document) -> Span | None:
    """The beginning of the first block, at most a few words."""
    if not document.blocks:
        return None
    block = document.blocks[0]
    stop = re.compile(r"[，。：,:\n]").search(
        document.text, block.start, min(block.start + _SHOWN, block.end)
    )
    return Span(
        block.start,
        stop.start() if stop and stop.start() > block.start else min(block.start + _SHOWN, block.end),
    )


def _begins_with_prose(document: Document) -> bool:
    """Whether the first block is a paragraph; a short line there may be a title that is not recognised."""
    around = furniture.of(document)
    first = next((block for block in document.blocks if block.start not in around), None)
    if first is None:
        return False
    words = document.text[first.start : first.end]
    if _TITLE_RUN_ON.search(words[:_LOOKED_AT]):
        return False
    return len(words) > _LONGEST_HEADING and ("。" in words or "，" in words or "," in words)


def _is_named_above(document: Document, date: Span) -> bool:
    """Whether a short line without any mark stands right above the date: a name of a rare form."""
    above = [block for block in document.blocks if block.end <= date.start]
    if not above:
        return False
    words = document.folded[above[-1].start : above[-1].end]
    return len(words) <= _SHOWN and not _MARK.search(words)


def _last_words(document: Document) -> Span:
    """The end of the last block of prose, at most a few words."""
    blocks = [block for block in document.blocks if block.kind in ("paragraph", "heading")] or list(
        document.blocks
    )
    block = blocks[-1]
    start = max(block.start, block.end - _SHOWN)
    for mark in "。；，,;":
        start = max(start, document.text.rfind(mark, start, block.end - 1) + 1)
    return Span(start, block.end)


def _short(document: Document, span: Span) -> str:
    words = document.slice(span).replace("\n", "").replace("**", "")
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


def _quotes(document: Document, spans: list[Span]) -> list[Evidence]:
    return [quote_evidence(document, span, "definition") for span in spans]


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files("checks.structure") / "data/parts.toml").read_text("utf-8"))


@functools.cache
def _profiles() -> dict[str, Profile]:
    return msgspec.convert(_table()["kinds"], dict[str, Profile])

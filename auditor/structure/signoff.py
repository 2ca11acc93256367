"""Who signs a report and when: the issuer and the date below the text (发文机关署名、成文日期).

《党政机关公文格式》 (GB/T 9704—2012) 7.3.5: the issuer stands right below the text and the date below
it; in practice either order, one line or two, a seal's mark, several issuers, annexes after it.
What a site's page says of publication (2024-02-26 信息来源:市科技局) is kept apart.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

import msgspec

from auditor.model import Block, Document, Span
from auditor.structure import furniture, title
from auditor.structure.numbering import NUMERALS, leavings_end, marker_at

_LAST_BLOCKS: Final = 30
_LONGEST_LINE: Final = 60
_FIRST_BLOCKS: Final = 8


class SignOff(msgspec.Struct, frozen=True):
    """The sign-off: `issuer` is the first of `issuers`.

    `date` is None where none stands or what stands is no date of the calendar (2月30日, ×月×日); then
    `date_span` still says where.  Seals' marks (公章) are outside the spans.
    """

    issuer: Span | None
    date: datetime.date | None
    date_span: Span | None
    issuers: tuple[Span, ...] = ()


class Publication(msgspec.Struct, frozen=True):
    """When and from whom a report was published, as a page says above or below the text."""

    date: datetime.date | None
    date_span: Span | None
    source: Span | None


_NUMERAL: Final = "[一二三四五六七八九十]"
_DATE: Final = (
    r"(?:(?P<year>(?:19|20)\d\d) ?(?:年|[-./]) ?(?P<month>\d{1,2}) ?(?:月|[-./]) ?(?P<day>\d{1,2})(?: ?日)?"
    r"(?!\d)|(?P<cyear>[一二][〇○零oO0一二三四五六七八九]{3}) ?年 ?"
    rf"(?P<cmonth>{_NUMERAL}{{1,2}}) ?月 ?(?P<cday>{_NUMERAL}{{1,3}}) ?日"
    r"|(?P<open>[\dxX×*_]{2,4} *年 *[\dxX×*_]{0,2} *月(?: *[\dxX×*_]{0,2} *日)?))"
)
_ANY_DATE: Final = re.compile(_DATE)
_SEAL: Final = r"(?:\((?:公章|盖章|章|印章|签章|单位公章|单位盖章|加盖公章|印)\))?"
_LABEL: Final = (
    r"(?:(?:报告|填报|报送|编制|发布|呈报|落款|自查|汇报)?单位|署名|落款|发文机关)"
    r" *(?:\((?:公章|盖章|章)\))? *: *"
)
_DATE_LABEL: Final = r"(?:(?:报告|填报|报送|编制|成文|发布|落款)?(?:日期|时间) *: *)?"
_AFTERWARDS: Final = re.compile(
    r"\(?(?:附|抄送|抄报|主送|联系|电话|地址|邮编|此件|公开|信息公开选项)|[^。]{2,40}\d+日 *印发"
)
_STANDS_ALONE_ANNEX: Final = re.compile(r"附[件录表] ?[\d一二三四五六七八九十]{0,2} ?:?$")
_NO_NAME: Final = re.compile(r"[为在对与将以由]|.*[的了，]")
_SOURCE: Final = re.compile(
    r"(?:信息来源|文章来源|稿件来源|来源|稿源|发布机构|发布单位|发文机关|公开责任部门) *[\]】]? *: *"
    r"(?P<name>[^\s:|\[【,;]{2,40})"
)


@functools.cache
def _issuer_line() -> re.Pattern[str]:
    name = rf"[一-鿿()、]{{0,12}}(?:[一-鿿()、 ]{{1,40}})?(?:{title.closings('organ_endings')})"
    return re.compile(rf"(?:{_LABEL})?(?P<names>{name}) *{_SEAL}$")


@functools.cache
def _signed_line() -> re.Pattern[str]:
    """Issuer and date on one line, in either order."""
    name = rf"[一-鿿()、][一-鿿()、 ]{{1,40}}(?:{title.closings('organ_endings')})"
    after = _DATE.replace("?P<", "?P<after_")
    return re.compile(
        rf"(?:{_LABEL})?(?P<names>{name}) *{_SEAL}[ ,]*{_DATE_LABEL}(?P<date>{_DATE})$"
        rf"|(?P<first>{after})[ ,]+(?P<names_after>{name}) *{_SEAL}$"
    )


_PIECE: Final = re.compile(r"[^ 、]+")
_DATE_LINE: Final = re.compile(rf"\(?{_DATE_LABEL}(?P<date>{_DATE})\)? *{_SEAL}$")


def of(document: Document) -> SignOff | None:
    """The sign-off of a document, or None where there is none; computed once."""
    return document.remember("structure.signoff", lambda: _read(document))


def publication_of(document: Document) -> Publication | None:
    """What the lines round the text say of its publication, or None; computed once."""
    return document.remember("structure.publication", lambda: _publication(document))


class _Parts(msgspec.Struct, frozen=True):
    names: Span | None
    date: Span | None


def _read(document: Document) -> SignOff | None:
    top = title.of(document)
    first = top.span.end if top else 0
    upwards = (block for block in reversed(document.blocks) if _is_text(block, first))
    parts = _from_the_end(document, islice(upwards, _LAST_BLOCKS))
    if not parts:
        body = [block for block in document.blocks if _is_text(block, first)]
        parts = _above_an_annex(document, body) or _pair(document, body)
    return _sign_off(document, parts) if parts else None


def _is_text(block: Block, first: int) -> bool:
    return block.start >= first and block.kind in ("paragraph", "heading")


def _above_an_annex(document: Document, body: Sequence[Block]) -> list[_Parts]:
    """The sign-off above the first annex that has a heading of its own."""
    for at, block in enumerate(body):
        if at and _STANDS_ALONE_ANNEX.match(document.folded, block.start, block.end):
            return _from_the_end(document, body[max(0, at - _LAST_BLOCKS) : at][::-1])
    return []


def _from_the_end(document: Document, upwards: Iterable[Block]) -> list[_Parts]:
    """The lines of the sign-off, read upwards from the last line that belongs to the text."""
    folded = document.folded
    around = furniture.of(document)
    parts: list[_Parts] = []
    for block in upwards:
        start, end = leavings_end(folded, block.start), block.end
        if start >= end:
            continue
        line = _parts(folded, start, end)
        if line is not None:
            parts.append(line)
            continue
        outside = not parts and (
            block.start in around
            or _AFTERWARDS.match(folded, start, end)
            or (end - start <= _LONGEST_LINE and _listed_annex(folded, start, end))
        )
        if not outside:
            break
    parts.reverse()
    return parts


def _listed_annex(folded: str, start: int, end: int) -> bool:
    """A line 2.某某表 of the list under 附件："""
    marker = marker_at(folded, start, end)
    return marker is not None and marker.style == "1." and folded[end - 1] not in "。;"


def _pair(document: Document, body: Sequence[Block]) -> list[_Parts]:
    """An issuer's line right above a date's: annexes without a heading of their own follow."""
    folded = document.folded
    lowest = len(folded) * 2 // 5
    for at in range(len(body) - 1, 0, -1):
        block = body[at]
        if block.start < lowest:
            break
        if block.end - block.start <= _LONGEST_LINE and _DATE_LINE.match(folded, block.start, block.end):
            above = _parts(folded, body[at - 1].start, body[at - 1].end)
            below = _parts(folded, block.start, block.end)
            if above is not None and above.names is not None and below is not None:
                return [above, below]
    return []


def _parts(folded: str, start: int, end: int) -> _Parts | None:
    """The issuers and the date that a line consists of; None for any other line."""
    while end > start and folded[end - 1] in "*_ \t":
        end -= 1
    if not 1 < end - start <= _LONGEST_LINE or folded[end - 1] in "。;:,":
        return None
    dated = _DATE_LINE.match(folded, start, end)
    if dated:
        return _Parts(None, Span(*dated.span("date")))
    if _NO_NAME.match(folded, start, end) or marker_at(folded, start, end):
        return None
    signed = _signed_line().match(folded, start, end)
    if signed:
        group, date = ("names", "date") if signed["names"] else ("names_after", "first")
        return _Parts(Span(*signed.span(group)), Span(*signed.span(date)))
    named = _issuer_line().match(folded, start, end)
    if named and len(named["names"].replace(" ", "")) >= 3:
        return _Parts(Span(*named.span("names")), None)
    return None


def _sign_off(document: Document, parts: Sequence[_Parts]) -> SignOff:
    issuers = tuple(span for part in parts if part.names for span in _apart(document.folded, part.names))
    dates = [part.date for part in parts if part.date]
    date_span = dates[-1] if dates else None
    return SignOff(issuers[0] if issuers else None, _date(document.folded, date_span), date_span, issuers)


def _apart(folded: str, span: Span) -> list[Span]:
    """Joint issuers on one line, parted by blanks or 、; a name spread with blanks stays whole."""
    pieces = [Span(*piece.span()) for piece in _PIECE.finditer(folded, span.start, span.end)]
    issuer = _issuer_line()
    if len(pieces) > 1 and all(
        len(piece) > 2 and issuer.match(folded, piece.start, piece.end) for piece in pieces
    ):
        return pieces
    return [span]


def _date(folded: str, span: Span | None) -> datetime.date | None:
    found = _ANY_DATE.match(folded, span.start, span.end) if span else None
    if found is None or found["open"]:
        return None
    if found["year"]:
        year, month, day = int(found["year"]), int(found["month"]), int(found["day"])
    else:
        digits = "".join(
            str("〇一二三四五六七八九".find(digit)) if digit in "一二三四五六七八九" else "0"
            for digit in found["cyear"]
        )
        year, month, day = int(digits), NUMERALS.get(found["cmonth"], 0), NUMERALS.get(found["cday"], 0)
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _publication(document: Document) -> Publication | None:
    """From the lines above the body, else from those below it."""
    top = title.of(document)
    at = top.span.end if top else 0
    below_title = (block for block in document.blocks if block.start >= at and block.kind != "cell")
    published = _published(document, islice(below_title, _FIRST_BLOCKS), True)
    if published is not None or not furniture.of(document):
        return published
    before = [block for block in document.blocks if top and block.end <= top.span.start]
    after = [block for block in document.blocks if block.start >= at and block.kind != "cell"]
    return _published(document, before[:_FIRST_BLOCKS], False) or _published(
        document, after[:_FIRST_BLOCKS:-1][:_FIRST_BLOCKS], False
    )


def _published(document: Document, blocks: Iterable[Block], bare: bool) -> Publication | None:
    """`bare`: a name and a date right under the title need no label."""
    folded = document.folded
    around = furniture.of(document)
    date_span: Span | None = None
    source: Span | None = None
    for block in blocks:
        start, end = leavings_end(folded, block.start), block.end
        if block.start in around:
            named = _SOURCE.search(folded, start, end)
            dated = _ANY_DATE.search(folded, start, end)
            source = source or (Span(*named.span("name")) if named else None)
            date_span = date_span or (Span(*dated.span()) if dated else None)
            continue
        line = _parts(folded, start, end) if bare else None
        if line is None:
            if bare and not _is_subtitle(document, block):
                break
            continue
        source, date_span = source or line.names, date_span or line.date
    if source is None and date_span is None:
        return None
    return Publication(_date(folded, date_span), date_span, source)


def _is_subtitle(document: Document, block: Block) -> bool:
    top = title.of(document)
    return top is not None and top.subtitle is not None and block.start <= top.subtitle.start < block.end

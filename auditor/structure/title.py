"""The title of a report, where a converter left it: in the first lines, or nowhere.

A title is told from a body sentence by its form: short, without a full stop, closing with the name
of a kind of document (《党政机关公文处理工作条例》第九条: 标题由发文机关名称、事由和文种组成).
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Final

import msgspec

from auditor.model import Block, Document, Span
from auditor.structure import furniture
from auditor.structure.numbering import leavings_end, marker_at

LONGEST_LINE: Final = 70
"""A line of a title is not longer; the body's first paragraph is."""

POSTS: Final = (
    r"(?:党委|党组|党工委|党总支|(?<=[省市县区旗州])委)?副?(?:书记|[局镇乡县区市州旗院校厅行署]长|主任)"
    r"(?:[、兼,，]{1,2}副?(?:书记|[局镇乡县区市州旗院校厅行署]长|主任))*"
)
"""What stands behind a body's name for the post of a person: 党委书记, 党组书记、局长."""

_NOTE_MARK: Final = re.compile(r"(?: ?\[\d{1,2}\]| ?[①-⑳¹²³])$")
"""The mark of a note to the title, as bulletins bear it: 统计公报[1]."""

_FIRST_BLOCKS: Final = 24
_MOST_LINES: Final = 4
_REPEATED: Final = 3


class Title(msgspec.Struct, frozen=True):
    """`span` runs over all lines of the title; `text` is without its line breaks and spreading blanks."""

    span: Span
    text: str
    subtitle: Span | None = None


class _Line(msgspec.Struct, frozen=True):
    start: int
    end: int
    text: str
    stated: bool


def of(document: Document) -> Title | None:
    """The title of a document, or None where there is none; computed once."""
    return document.remember("structure.title", lambda: _read(document))


@functools.cache
def closings(kind: str) -> str:
    """The words of a list of `closings.toml` as one alternation, longest first."""
    table = tomllib.loads((resources.files("auditor.structure") / "closings.toml").read_text("utf-8"))
    return "|".join(sorted(table[kind]["words"], key=len, reverse=True))


@functools.cache
def _closing() -> re.Pattern[str]:
    """A line that closes with a kind of document, perhaps with (试行) after it."""
    return re.compile(
        rf"(?:{closings('document_types')})(?:\([^()]{{1,30}}\)|〔[^〕]{{1,12}}〕|之[一二三四五])*$"
    )


@functools.cache
def _issuer() -> re.Pattern[str]:
    return re.compile(rf"[一-鿿()、]{{1,60}}(?:{closings('organ_endings')})(?:\([^()]{{1,20}}\))?$")


@functools.cache
def _own_issuer() -> re.Pattern[str]:
    """A line that begins with a body's name and goes on to the subject."""
    return re.compile(
        rf"(?!关于)[一-鿿()、]{{1,40}}?(?:{closings('organ_endings')})\)?(?=关于|(?:19|20)\d\d|[一-鿿]{{0,30}}年度?)"
    )


@functools.cache
def _post() -> re.Pattern[str]:
    """A line with a body, a post and perhaps a name: the first of a report by a person."""
    return re.compile(
        rf"[一-鿿]{{2,60}}?(?:{closings('organ_endings')}|[省市县区旗州盟]){POSTS}[一-鿿]{{0,4}}$"
    )


_BLANKS: Final = re.compile(r"[ \t\n](?:(?<![A-Za-z].)[ \t\n]*|[ \t\n]*(?![A-Za-z]))", re.S)
_MASTHEAD: Final = re.compile(
    r"[^。]{2,40}文件(?:\([^)]*\))?$|(?:机密|秘密|绝密|特急|加急|签发人|份号|主动公开|目录)|0{2,}\d+$"
)
_DOCUMENT_NUMBER: Final = re.compile(r"\(?[^。,]{0,20}[〔\[(](?:19|20)\d\d[〕\])]第?\d+号\)?(?:签发人.*)?$")
_SUBTITLE: Final = re.compile(r"[—-]{1,3}[^—\n-]|\([^()\n]{4,60}\)$")
_NOT_A_TITLE: Final = re.compile(r"[。;!?]|[,:]$|,[^,]*,|(?:如下|下面|现将|为了)")
_NAMES_A_SUBJECT: Final = re.compile(r"关于|(?:19|20)\d\d ?[-—至~]*(?:(?:19|20)\d\d)?年|二[〇○O0]")
_GOES_ON: Final = re.compile(r"(?:关于|年度?|的|和|及|与|、|情况|建设|工作|开展|推进|落实|履行)$")


def _read(document: Document) -> Title | None:
    lines, after = _first_lines(document)
    if not lines:
        return None
    complete = [at for at, line in enumerate(lines) if _is_complete(line)]
    # A site's column (政府信息公开) may stand above the title and close with a kind of document too.
    named = [at for at in complete if _NAMES_A_SUBJECT.search(lines[at].text)]
    candidates = [lines[_first_of(lines, at) : at + 1] for at in named or complete]
    # Of a title that a page repeats, the one that names its issuer counts.
    issued = [lines for lines in candidates[:_REPEATED] if _names_issuer(lines)]
    for chosen in (issued or candidates)[:1]:
        return _title(document, chosen, after.get(chosen[-1].end))
    for line in lines:
        if line.stated or (_could_be_bare(line) and _body_follows(document, line)):
            return _title(document, [line], after.get(line.end))
    return None


def _names_issuer(lines: list[_Line]) -> bool:
    words = "".join(line.text for line in lines)
    return (
        _own_issuer().match(words) is not None
        or _issuer().match(lines[0].text) is not None
        or (len(lines) > 1 and _post().match(lines[0].text) is not None)
    )


def _is_complete(line: _Line) -> bool:
    return len(line.text) >= 4 and bool(_closing().search(line.text)) and not _NOT_A_TITLE.search(line.text)


def _first_lines(document: Document) -> tuple[list[_Line], dict[int, Block]]:
    """The lines that may be the title's, and for each line's end the block after it."""
    folded = document.folded
    around = furniture.of(document)
    lines: list[_Line] = []
    after: dict[int, Block] = {}
    for block in document.blocks[:_FIRST_BLOCKS]:
        if block.kind in ("cell", "page-header", "page-footer"):
            continue
        start = leavings_end(folded, block.start)
        end = block.end
        while end > start and folded[end - 1] in "*#_ \t":
            end -= 1
        mark = _NOTE_MARK.search(folded, start, end)
        if mark is not None:
            end = mark.start()
        if start >= end:
            continue
        if lines and lines[-1].end not in after:
            after[lines[-1].end] = block
        if block.start in around:
            continue
        text = _BLANKS.sub("", folded[start:end])
        if _MASTHEAD.match(text) or _DOCUMENT_NUMBER.match(text):
            continue
        if (
            end - start > LONGEST_LINE
            or "。" in text
            or text.endswith(":")
            or _opens_body(folded, block, start, end)
        ):
            break
        lines.append(_Line(start, end, text, block.level == 1))
    return lines, after


def _opens_body(folded: str, block: Block, start: int, end: int) -> bool:
    return marker_at(folded, start, end) is not None and block.level != 1


def _first_of(lines: list[_Line], last: int) -> int:
    """The index of the line with which the title that ends at `last` begins."""
    first = last
    while first and last - first < _MOST_LINES - 1:
        line, before = lines[first], lines[first - 1]
        if _NOT_A_TITLE.search(before.text) or (
            _closing().search(before.text) and not _GOES_ON.search(before.text)
        ):
            break
        if before.text.startswith(("(", "—")) or _own_issuer().match(line.text):
            break
        is_issuer = _issuer().match(before.text) is not None or _post().match(before.text) is not None
        is_wrapped = _GOES_ON.search(before.text) or _NAMES_A_SUBJECT.search(before.text)
        if not is_issuer and not is_wrapped:
            break
        first -= 1
    return first


def _could_be_bare(line: _Line) -> bool:
    """A title without a kind of document: 沂水县2023年法治政府建设."""
    text = line.text
    return (
        6 <= len(text) <= 50
        and not _NOT_A_TITLE.search(text)
        and "," not in text
        and _NAMES_A_SUBJECT.search(text) is not None
        and not re.search(r"^\(?(?:19|20)\d\d[年.-]\d{1,2}[月.-]|^(?:19|20)\d\d年以来", text)
    )


def _body_follows(document: Document, line: _Line) -> bool:
    """Whether a paragraph of prose comes after the line: else it is one of a list."""
    for block in document.blocks[: _FIRST_BLOCKS + 1]:
        if block.start >= line.end:
            return (
                block.end - block.start > 2 * (line.end - line.start)
                and "。" in document.folded[block.start : block.end]
            )
    return False


def _title(document: Document, lines: list[_Line], after: Block | None) -> Title:
    span = Span(lines[0].start, lines[-1].end)
    text = document.text
    parts = [_BLANKS.sub("", text[line.start : line.end].replace("\u3000", " ")) for line in lines]
    words = "".join(parts).replace("**", "").strip()
    subtitle = None
    if after is not None and after.end - after.start <= LONGEST_LINE:
        folded = document.folded
        start = leavings_end(folded, after.start)
        if _SUBTITLE.match(folded, start, after.end) and not marker_at(folded, start, after.end):
            subtitle = Span(start, after.end)
    return Title(span, words, subtitle)

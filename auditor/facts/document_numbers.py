"""Document numbers: 鲁政办发〔2022〕3号, with what is written in their place when the form is broken.

The form is that of GB/T 9704-2012, 7.2.5: the issuing organ's mark, the year in full in 〔〕, the
number without 第 and without leading zeros, 号.
"""

from __future__ import annotations

import re

import msgspec

from auditor.model import Document, Span
from auditor.reference import marks


class DocumentNumber(msgspec.Struct, frozen=True):
    """A document number: `mark` 鲁政办发, `year` 2022, `number` 3.

    `faults` says what departs from the standard form, in words of the table in
    `malformed_document_number`: "open-bracket", "close-bracket", "square-brackets",
    "round-brackets", "blank", "missing-hao", "superfluous-di", "leading-zero", "year".
    """

    span: Span
    mark: str
    mark_span: Span
    year: int
    number: int
    faults: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        return f"{self.mark}〔{self.year}〕{self.number}号"


# Anchored on the digits of the year; the bracket before it is read backwards.  One pattern a century, for
# what begins with a literal is found fast.
_CORES = tuple(
    re.compile(
        rf"(?P<year>{century}\d{{2}})(?P<b2>\s*)(?P<close>[〕\]】)〉}}﹞])?"
        r"(?P<b3>\s*)(?P<di>第)?(?P<b4>\s*)(?P<number>\d{1,5})(?P<b5>\s*)(?P<hao>号)?"
    )
    for century in (19, 20)
)
_OPEN = re.compile(r"[〔\[【(〈{﹝]\s*$")
_MARK = re.compile(r"[一-鿿]{1,14}$")
# Characters at which an issuing mark cannot begin further left: words that lead up to a number.
_LEAD = re.compile(
    r"^.*(?:根据|按照|依据|印发|文号|文件|号文|号和|号及|以及|转发|下发|对照|落实|关于|执行|通知|意见|[及和与由以的是为])"
)
# What the last character of an issuing mark can be: 发 函 字 令 … or the name of a body.
_ENDINGS = frozenset(
    "发函字办规令议复文电明呈通知报任免党组委纪政府科建财教农工交水卫民司法审税商经信市监资环土住人社统价质食药安应急外宣军"
    "预综金采库基改保企贸投行绩核机督评服体旅林物"
)


def of(document: Document) -> tuple[DocumentNumber, ...]:
    """All document numbers, well formed or broken, in order of text."""
    return document.remember(of, lambda: tuple(_numbers(document.folded)))


def _numbers(folded: str) -> list[DocumentNumber]:
    found = []
    for core in _CORES:
        for match in core.finditer(folded):
            if not match["hao"] and not match["close"]:
                continue
            number = _number(folded, match)
            if number is not None:
                found.append(number)
    found.sort(key=lambda number: number.span.start)
    return found


def _number(folded: str, match: re.Match[str]) -> DocumentNumber | None:
    bracket = _OPEN.search(folded, max(0, match.start() - 3), match.start())
    opening, closing = bracket[0][0] if bracket else "", match["close"] or ""
    start = bracket.start() if bracket else match.start()
    if not opening and not closing:
        return None
    if not match["hao"] and (opening + closing) not in {"〔〕", "[]", "【】", "﹝﹞"}:
        return None  # (2021)30 may be anything
    before = folded[max(0, start - 16) : start]
    blank_before = len(before) - len(before.rstrip(" "))
    mark_match = _MARK.search(before.rstrip(" "))
    if mark_match is None or blank_before > 2:
        return None
    mark = _mark_of(mark_match[0])
    if not match["hao"] and match["number"].startswith("00"):
        return None  # a licence: 赣危化经字〔2023〕00011
    if len(mark) < 2 or (opening + closing != "〔〕" and mark[-1] not in _ENDINGS):
        return None
    mark_end = start - blank_before
    mark_span = Span(mark_end - len(mark), mark_end)
    end = match.end() if match["hao"] else match.end("number")
    return DocumentNumber(
        Span(mark_span.start, end),
        mark,
        mark_span,
        int(match["year"]),
        int(match["number"]),
        tuple(
            _faults(match, opening, closing, blank_before or len(bracket[0]) - 1 if bracket else blank_before)
        ),
    )


def _mark_of(words: str) -> str:
    """The issuing mark at the end of the words before a year: 按云政发 → 云政发, 根据国办发 → 国办发."""
    lead = _LEAD.match(words)
    if lead and lead.end() < len(words):
        words = words[lead.end() :]
    for start in range(min(len(words) - 2, _LONGEST_LEAD) + 1):
        if words[start] in _LEADING and marks.place_of_mark(words[start + 1 :]).kind in _KNOWN_KINDS:
            return words[start + 1 :]
        if words[start] not in _LEADING:
            break
    return words


_LONGEST_LEAD = 3
_LEADING = frozenset("按依据照经见以对为将把被凡遵从循")
"""Words of one character that lead up to a number; they are no part of a mark that is known without them."""

_KNOWN_KINDS = frozenset({"national", "province"})


def _faults(match: re.Match[str], opening: str, closing: str, blanks: int) -> list[str]:
    faults = []
    if not opening:
        faults.append("open-bracket")
    elif not closing:
        faults.append("close-bracket")
    elif opening + closing in {"[]", "【】"}:
        faults.append("square-brackets")
    elif opening + closing == "()":
        faults.append("round-brackets")
    elif opening + closing not in {"〔〕", "﹝﹞"}:
        faults.append("brackets")
    if blanks or any(match[name] for name in ("b2", "b3", "b4")) or (match["hao"] and match["b5"]):
        faults.append("blank")
    if not match["hao"]:
        faults.append("missing-hao")
    if match["di"]:
        faults.append("superfluous-di")
    if match["number"].startswith("0"):
        faults.append("leading-zero")
    return faults

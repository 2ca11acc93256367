"""Personal identifiers in a report: identity cards, mobile numbers, bank cards; and how to hide them.

A report with an identifier is masked before anything is made from it (`masked`): the digits give way to
`*` one to one, so that offsets stay right and no finding, quotation, cache or output can hold the original.

Sources: identity numbers GB 11643—1999 (region, birth date, check character after ISO 7064 MOD 11-2);
mobile numbers 工信部《电信网编号计划》 (11 digits, 13–19); bank cards ISO/IEC 7812 (Luhn), UnionPay's 62.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Final, Literal

import msgspec
import numpy as np

from auditor.model import Document, Span, fold

MASK: Final = "*"

Kind = Literal["identity-card", "mobile-number", "bank-card"]


class Identifier(msgspec.Struct, frozen=True):
    """A personal identifier at `span` of the text.

    `basis` says what it was recognised by: `checksum` (the check digit is right), `label` (a word
    like 身份证号 stands before it), or `form` (mobile numbers, which have no check digit).
    """

    span: Span
    kind: Kind
    basis: Literal["checksum", "label", "form"]


PROVINCES: Final = frozenset(
    province
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for province in range(first, last + 1)
)
"""First two digits of the division codes (GB/T 2260), the residence permits of 港澳台 included."""

# In one piece, or in the groups in which people write such numbers.  What stands before is looked at
# afterwards: a pattern that begins with a plain class is ten times as fast as one that looks back.
_DIGITS: Final = re.compile(
    r"[0-9][0-9][0-9](?:[0-9]{8,16}[Xx]?|[ -][0-9]{4}[ -][0-9]{4}|[0-9]{3}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]"
    r"|[0-9](?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)(?![0-9A-Za-z*]|\.[0-9])"
)
_IN_GROUPS: Final = np.array([chr(code) in "0123456789 -" for code in range(128)])
_FEWEST: Final = b"\1" * 11
"""Digits, with what parts their groups, that every identifier has in a row."""

_LONGER_CODE: Final = frozenset("0123456789.*-_/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"
_IDENTITY_LABEL: Final = re.compile(r"(?:身份证|居民证|公民身份|身份号|证件号|ID)[^\d。;\n]{0,12}$")
_CARD_LABEL: Final = re.compile(
    r"(?:卡号|银行卡|一卡通|社保卡|储蓄卡|信用卡|打卡|账户|账号|帐号|帐户)[^\d。;\n]{0,16}$"
)
_NO_PHONE_LABEL: Final = re.compile(
    r"(?:编号|代码|文号|案号|单号|项目号|统一社会信用|账号|帐号|卡号|条码|图号|宗地|合同号|批号|序列号|金额|万元|共计?)[^\d。;,\n]{0,8}$"
)
_UNIT: Final = re.compile(r" ?(?:元|万|亿|%|平方|立方|公斤|千瓦|度|吨|株|尾|号文)")
_LABEL_REACH: Final = 20


def of(document: Document) -> tuple[Identifier, ...]:
    """The identifiers of a document in order of the text, computed once; kept by `masked`."""
    return document.remember("facts.privacy", lambda: _identifiers(document))


def identifiers_in(folded: str) -> tuple[Identifier, ...]:
    """The identifiers in a text whose widths are folded."""
    return tuple(_found(folded))


def _identifiers(document: Document) -> tuple[Identifier, ...]:
    if _FEWEST not in _IN_GROUPS.take(document.codes, mode="clip").tobytes():
        return ()
    return identifiers_in(document.folded)


def mask(text: str, identifiers: tuple[Identifier, ...]) -> str:
    """The text with the identifiers hidden one to one: the first three and the last two digits remain."""
    parts = []
    at = 0
    for identifier in identifiers:
        start, end = identifier.span.start, identifier.span.end
        parts += [text[at:start], hidden(text[start:end])]
        at = end
    parts.append(text[at:])
    return "".join(parts)


def masked_words(words: str) -> str:
    """A stretch of text on its own with its identifiers hidden one to one."""
    return mask(words, identifiers_in(fold(words)))


def masked(document: Document) -> Document:
    """The document with its identifiers hidden; the document itself when it has none.

    The copy remembers where they stood, so `of` says the same of both.
    """
    identifiers = of(document)
    if not identifiers:
        return document
    copy = Document(
        mask(document.text, identifiers),
        id=document.id,
        path=document.path,
        format=document.format,
        blocks=document.blocks,
        sha256=document.sha256,
        record=document.record,
    )
    copy.remember("facts.privacy", lambda: identifiers)
    return copy


def hidden(words: str) -> str:
    """110105194912310021 → 110*************21; blanks between groups stay."""
    kept = 0
    total = sum(letter.isalnum() for letter in words)
    letters = []
    for letter in words:
        if not letter.isalnum():
            letters.append(letter)
            continue
        letters.append(letter if kept < 3 or kept >= total - 2 else MASK)
        kept += 1
    return "".join(letters)


def _found(folded: str) -> Iterator[Identifier]:
    for hit in _DIGITS.finditer(folded):
        span = Span(*hit.span())
        if (
            span.start
            and folded[span.start - 1] in _LONGER_CODE
            and not folded.endswith(("+86-", "86-"), 0, span.start)
        ):
            continue
        digits = hit[0].replace(" ", "").replace("-", "").upper()
        before = folded[max(0, span.start - _LABEL_REACH) : span.start]
        if _is_mobile(digits, before, folded, span.end):
            yield Identifier(span, "mobile-number", "form")
        elif len(digits) == 18 and _is_person(digits[:14]) and _has_check_character(digits):
            yield Identifier(span, "identity-card", "checksum")
        elif _is_labelled_identity(digits, before):
            yield Identifier(span, "identity-card", "label")
        elif _is_card(digits, before):
            yield Identifier(span, "bank-card", "checksum")


def _is_mobile(digits: str, before: str, folded: str, end: int) -> bool:
    national = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    if len(national) != 11 or national[0] != "1" or not "3" <= national[1] <= "9":
        return False
    return not _UNIT.match(folded, end) and not _NO_PHONE_LABEL.search(before)


def _is_labelled_identity(digits: str, before: str) -> bool:
    """A number of the right shape whose check character is wrong (or that has none, before 1999)."""
    if len(digits) == 18:
        return _is_person(digits[:14]) and _IDENTITY_LABEL.search(before) is not None
    shaped = len(digits) == 15 and _is_person(digits[:6] + "19" + digits[6:12])
    return shaped and _IDENTITY_LABEL.search(before) is not None


def _is_card(digits: str, before: str) -> bool:
    if not 16 <= len(digits) <= 19 or not digits.isdecimal() or not passes_luhn(digits):
        return False
    return digits.startswith("62") or (digits[0] in "3459" and _CARD_LABEL.search(before) is not None)


def _is_person(region_and_birth: str) -> bool:
    """Whether the first 14 digits of an identity number are a region and a birth date that can be."""
    if not region_and_birth.isdecimal() or int(region_and_birth[:2]) not in PROVINCES:
        return False
    try:
        birth = datetime.date(
            *map(int, (region_and_birth[6:10], region_and_birth[10:12], region_and_birth[12:14]))
        )
    except ValueError:
        return False
    return 1900 <= birth.year <= 2099


def _has_check_character(digits: str) -> bool:
    """ISO 7064 MOD 11-2 over the first 17 digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _CHECK_CHARACTERS[total % 11] == digits[17]


def passes_luhn(digits: str) -> bool:
    """Whether the digits end in the check digit of ISO/IEC 7812-1."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0

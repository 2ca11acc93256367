"""Numbers as they are written in Chinese reports: 1,234.5  １２３  两千零五  一百二十  3.5万  二〇二三.

Small grammars of our own rather than a library: the libraries repair what we look for (一两 read as
12) and do not say where in the text a number stood.  All functions take folded text
(`Document.folded`), in which full-width digits are already half-width.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

DIGITS: Final = {
    "〇": 0, "零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
    "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
TENS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
MYRIADS: Final = {"万": 10**4, "亿": 10**8}

CHINESE_NUMERAL: Final = "〇零一二两三四五六七八九十百千"
"""The characters that a Chinese numeral of a report is made of (万 and 亿 come after it)."""

AFTER_FIRST_DIGIT: Final = r"(?:[0-9]{0,2}(?:,[0-9]{3})+(?![0-9])|[0-9]*)(?:\.[0-9]+)?"
ARABIC: Final = "[0-9]" + AFTER_FIRST_DIGIT
"""Pattern of an Arabic number with or without thousands separators; it begins with one class, for speed."""

_ARABIC = re.compile(ARABIC)


def arabic(text: str) -> Decimal | None:
    """The value of an Arabic number such as `1,234.50`; None when the text is anything else."""
    if _ARABIC.fullmatch(text) is None:
        return None
    return Decimal(text.replace(",", ""))


def decimals(text: str) -> int:
    """How many decimal places an Arabic number prints: 2 for `1,234.50`, 0 for `12`."""
    _, point, places = text.partition(".")
    return len(places) if point else 0


def chinese(text: str) -> int | None:
    """The value of a Chinese numeral: 两千零五 → 2005, 十五 → 15, 二〇二三 → 2023, 三万五 → 35000.

    None when the characters do not make one numeral (一两, 三二百, 十十).
    """
    if not text:
        return None
    if len(text) > 1 and all(character in DIGITS for character in text):
        return _digit_string(text)
    total = section = 0
    digit: int | None = None
    last_ten = 10_000  # tens must fall within a section: 百 after 千, never before it
    last_myriad = 10**12
    zero_seen = False
    for character in text:
        if character in DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = DIGITS[character]
            zero_seen = zero_seen or digit == 0
        elif character in TENS:
            ten = TENS[character]
            if ten >= last_ten or (digit == 0 and ten != 10):
                return None
            section += (digit or 1) * ten
            digit, last_ten, zero_seen = None, ten, False
        elif character in MYRIADS:
            myriad = MYRIADS[character]
            section += digit or 0
            if myriad >= last_myriad or section == 0:
                return None
            total += section * myriad
            section, digit, last_ten, last_myriad, zero_seen = 0, None, 10_000, myriad, False
        else:
            return None
    return total + section + _last_digit(text, digit, last_ten, last_myriad, zero_seen)


def _digit_string(text: str) -> int | None:
    """二〇二三 → 2023; None without a 〇 or a length of four, for 三四 and 一二 mean "three or four"."""
    if len(text) != 4 and not any(DIGITS[character] == 0 for character in text):
        return None
    if "两" in text:
        return None
    return int("".join(str(DIGITS[character]) for character in text))


def _last_digit(text: str, digit: int | None, last_ten: int, last_myriad: int, zero_seen: bool) -> int:
    """What the closing digit is worth: 5 in 二十五, but 20 in 一百二 and 5,000 in 三万五."""
    if not digit:
        return 0
    before = text[-2] if len(text) > 1 else ""
    if zero_seen or before in ("", "十", "拾"):
        return digit
    if before in TENS:
        return digit * last_ten // 10
    if before in MYRIADS:
        return digit * last_myriad // 10
    return digit


def value(text: str) -> Decimal | None:
    """The value of an Arabic number, a Chinese numeral, or either followed by 十 百 千 万 亿 (3.5万, 12亿)."""
    plain = arabic(text)
    if plain is not None:
        return plain
    match = _ARABIC.match(text)
    if match is not None:
        factor = multiplier(text[match.end() :])
        return None if factor is None else Decimal(match.group().replace(",", "")) * factor
    whole, point, places = text.partition("点")
    integer = chinese(whole)
    if integer is None or not point:
        return None if integer is None else Decimal(integer)
    if not places or any(character not in DIGITS for character in places):
        return None
    return Decimal(f"{integer}." + "".join(str(DIGITS[character]) for character in places))


def multiplier(text: str) -> int | None:
    """The factor that 万, 亿, 千万, 百亿 … stand for after an Arabic number; None for other text."""
    factor = 1
    for character in text:
        step = TENS.get(character) or MYRIADS.get(character)
        if step is None:
            return None
        factor *= step
    return factor if text else None

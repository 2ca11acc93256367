"""Automatic numbers as Word and browsers write them, for a value and the name of a number format.

Names and meanings: ECMA-376 part 1, 17.18.59 (ST_NumberFormat).  A value that a format cannot show
(the 11th of 甲乙丙…) is written in Arabic digits, as Word does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_CHINESE_DIGITS: Final = "〇一二三四五六七八九"
_LEGAL_SIMPLIFIED: Final = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "万")
_LEGAL_TRADITIONAL: Final = ("零壹貳參肆伍陸柒捌玖", "拾佰仟", "萬")
_LEGAL_JAPANESE: Final = ("〇壱弐参四伍六七八九", "拾百阡", "萬")
_COUNTING: Final = ("零一二三四五六七八九", "十百千", "万")
_ROMAN: Final = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def render(value: int, number_format: str) -> str:
    """The number as the format shows it; an unknown format is decimal.

    `zeros3` is decimal padded to three digits, of which Word's own name is a custom format.
    """
    if number_format.startswith("zeros"):
        return str(value).zfill(int(number_format[5:]))
    write = _FORMATS.get(number_format, str)
    return write(value) if value > 0 or number_format in _SHOW_ZERO else str(value)


def _by_place(value: int, signs: tuple[str, str, str], *, leading_one: bool = True, zero: bool = True) -> str:
    """Digits with their place names: 一百零二.  `leading_one` writes 一十 and 一百 in full."""
    digits, places, ten_thousand = signs
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        written = _by_place(high, signs, leading_one=leading_one, zero=zero) + ten_thousand
        if not low:
            return written
        between = digits[0] if zero and low < 1000 else ""
        return written + between + _by_place(low, signs, leading_one=leading_one, zero=zero)
    written = ""
    gap = False
    for power in (3, 2, 1, 0):
        digit = value // 10**power % 10
        if not digit:
            gap = bool(written)
            continue
        if gap and zero:
            written += digits[0]
        gap = False
        place = places[power - 1] if power else ""
        written += place if digit == 1 and power and not leading_one else digits[digit] + place
    return written


def _counting_in_thousands(value: int) -> str:
    written = _by_place(value, _COUNTING)
    return written[1:] if 10 <= value <= 19 else written  # 十一, but 一百一十一


def _counting(value: int) -> str:
    return _counting_in_thousands(value) if value < 100 else _digit_by_digit(value)


def _counting_japanese(value: int) -> str:
    return _by_place(value, _COUNTING, leading_one=False, zero=False)


def _digit_by_digit(value: int) -> str:
    return "".join(_CHINESE_DIGITS[int(digit)] for digit in str(value))


def _roman(value: int) -> str:
    if value >= 4000:
        return str(value)
    written = ""
    for weight, sign in _ROMAN:
        written += sign * (value // weight)
        value %= weight
    return written


def _letters(value: int) -> str:
    """a … z, aa, bb … as Word repeats them."""
    times, index = divmod(value - 1, 26)
    return chr(ord("a") + index) * min(times + 1, 30)


def _full_width(value: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(value))


def _in_row(*rows: tuple[int, int, int]) -> Callable[[int], str]:
    """A format whose signs stand in a row in Unicode: (first value, last value, code of the first)."""

    def write(value: int) -> str:
        for first, last, code in rows:
            if first <= value <= last:
                return chr(code + value - first)
        return str(value)

    return write


def _from(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if value <= len(signs) else str(value)


def _ordinal(value: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{value}{'th' if value % 100 in (11, 12, 13) else endings.get(value % 10, 'th')}"


def _stems_and_branches(value: int) -> str:
    index = (value - 1) % 60
    return "甲乙丙丁戊己庚辛壬癸"[index % 10] + "子丑寅卯辰巳午未申酉戌亥"[index % 12]


_SHOW_ZERO: Final = frozenset(
    {
        "ideographDigital",
        "taiwaneseDigital",
        "japaneseDigitalTenThousand",
        "koreanDigital2",
        "decimalZero",
        "decimalFullWidth",
        "decimalFullWidth2",
        "none",
        "bullet",
    }
)
_CIRCLED: Final = _in_row((1, 20, 0x2460), (21, 35, 0x3251), (36, 50, 0x32B1))

_FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda value: f"{value:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedParen": _in_row((1, 20, 0x2474)),
    "decimalEnclosedFullstop": _in_row((1, 20, 0x2488)),
    "numberInDash": lambda value: f"- {value} -",
    "ordinal": _ordinal,
    "hex": lambda value: f"{value:X}",
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "upperLetter": lambda value: _letters(value).upper(),
    "lowerLetter": _letters,
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _counting_in_thousands,
    "taiwaneseCountingThousand": _counting_in_thousands,
    "japaneseCounting": _counting_japanese,
    "koreanCounting": _counting_japanese,
    "chineseLegalSimplified": lambda value: _by_place(value, _LEGAL_SIMPLIFIED),
    "ideographLegalTraditional": lambda value: _by_place(value, _LEGAL_TRADITIONAL),
    "japaneseLegal": lambda value: _by_place(value, _LEGAL_JAPANESE, zero=False),
    "ideographDigital": _digit_by_digit,
    "taiwaneseDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "koreanDigital2": _digit_by_digit,
    "ideographTraditional": _from("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _from("子丑寅卯辰巳午未申酉戌亥"),
    "ideographZodiacTraditional": _stems_and_branches,
    "ideographEnclosedCircle": _in_row((1, 10, 0x3280)),
    "none": lambda value: "",  # noqa: ARG005
    "bullet": lambda value: "",  # noqa: ARG005
}

"""How automatic numbers are written."""

from __future__ import annotations

import pytest

from auditor.reading.number_formats import render


@pytest.mark.parametrize(
    ("number_format", "written"),
    [
        ("decimal", {1: "1", 10: "10"}),
        ("decimalZero", {1: "01", 10: "10"}),
        ("zeros3", {7: "007"}),
        ("decimalFullWidth", {1: "１", 12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 50: "㊿", 51: "51"}),
        ("decimalEnclosedCircleChinese", {10: "⑩"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("numberInDash", {3: "- 3 -"}),
        ("ordinal", {1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 22: "22nd"}),
        ("upperRoman", {4: "IV", 9: "IX", 1994: "MCMXCIV", 4000: "4000"}),
        ("lowerRoman", {3: "iii"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB"}),
        ("lowerLetter", {2: "b", 53: "aaa"}),
        (
            "chineseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 100: "一〇〇"},
        ),
        (
            "chineseCountingThousand",
            {
                10: "十",
                19: "十九",
                30: "三十",
                100: "一百",
                101: "一百零一",
                110: "一百一十",
                111: "一百一十一",
                1001: "一千零一",
                1010: "一千零一十",
                10000: "一万",
                10203: "一万零二百零三",
            },
        ),
        ("japaneseCounting", {10: "十", 11: "十一", 100: "百", 101: "百一", 123: "百二十三", 300: "三百"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 21: "贰拾壹", 105: "壹佰零伍"}),
        ("ideographLegalTraditional", {6: "陸", 20: "貳拾"}),
        ("ideographDigital", {0: "〇", 1: "一", 10: "一〇", 25: "二五"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥", 61: "甲子"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉"}),
        ("none", {1: ""}),
        ("of no such name", {3: "3"}),
        ("chineseCounting", {0: "0", -1: "-1"}),
    ],
)
def test_formats(number_format: str, written: dict[int, str]) -> None:
    assert {value: render(value, number_format) for value in written} == written

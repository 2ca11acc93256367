"""Markdown: offsets stay those of the file; headings and tables become blocks."""

from __future__ import annotations

from reading_samples import assert_sound, cells, texts

from auditor.reading import read_bytes

REPORT = """# 某县2023年报告 #

甲乙局
======

## 一、总体情况

**高度重视**此项工作。
#不是标题

| 指标 | 2022年 | 2023年 |
|:---|---:|---|
| 办理件数 | 12 |  |
| 转\\|折 | 7 | 9 |

```
# 代码
```
尾段 | 不是表格
"""


def test_blocks() -> None:
    reading = read_bytes(REPORT.encode(), "报告.md")
    assert reading.format == "md"
    assert reading.text == REPORT
    assert_sound(reading)
    headings = [
        (block.level, REPORT[block.start : block.end]) for block in reading.blocks if block.kind == "heading"
    ]
    assert headings == [(1, "某县2023年报告"), (1, "甲乙局"), (2, "一、总体情况")]
    assert texts(reading, "paragraph") == [
        "**高度重视**此项工作。",
        "#不是标题",
        "```",
        "# 代码",
        "```",
        "尾段 | 不是表格",
    ]


def test_tables() -> None:
    reading = read_bytes(REPORT.encode(), "报告.md")
    assert cells(reading) == [
        (0, 0, 0, 1, 1, "指标"),
        (0, 0, 1, 1, 1, "2022年"),
        (0, 0, 2, 1, 1, "2023年"),
        (0, 1, 0, 1, 1, "办理件数"),
        (0, 1, 1, 1, 1, "12"),
        (0, 2, 0, 1, 1, "转\\|折"),
        (0, 2, 1, 1, 1, "7"),
        (0, 2, 2, 1, 1, "9"),
    ]
    headers = [block.cell.header for block in reading.blocks if block.cell]
    assert headers == [True] * 3 + [False] * 5


def test_tables_without_outer_bars_and_several_of_them() -> None:
    text = "甲|乙\n--|--\n一|二\n\n中间\n\n丙|丁\n-|-\n三|四\n"
    reading = read_bytes(text.encode(), "a.markdown")
    assert [(cell[0], cell[5]) for cell in cells(reading)] == [
        (0, "甲"),
        (0, "乙"),
        (0, "一"),
        (0, "二"),
        (1, "丙"),
        (1, "丁"),
        (1, "三"),
        (1, "四"),
    ]
    assert_sound(reading)

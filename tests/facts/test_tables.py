"""Tables as rows and columns: from stated cells, merged cells, side by side, and drawn in plain text."""

from __future__ import annotations

from decimal import Decimal

from auditor import reading
from auditor.facts import tables
from auditor.facts.tables import Table
from auditor.model import Document


def read(text: str, name: str = "report.txt") -> tuple[Table, ...]:
    found = reading.read_bytes(text.encode(), name)
    return tables.of(Document(found.text, format=found.format, blocks=found.blocks))


def values(table: Table, panel: int = 0) -> list[list[str]]:
    return [
        [f"{row.entries[column].value}" for column in sorted(row.entries)] for row in table.panels[panel].rows
    ]


def test_tabs_in_plain_text() -> None:
    (table,) = read("情况表（单位：万元）\n类别\t件数\t金额\n许可\t12\t3.50\n处罚\t8\t—\n合计\t20\t3.50\n")
    assert table.unit == "万元"
    (panel,) = table.panels
    assert [row.label for row in panel.rows] == ["许可", "处罚", "合计"]
    assert panel.headers == {1: ("件数",), 2: ("金额",)}
    assert values(table) == [["12", "3.50"], ["8", "0"], ["20", "3.50"]]
    assert panel.rows[1].entries[2].blank


def test_runs_of_blanks_in_plain_text() -> None:
    (table,) = read(
        "类别        场次        人数\n进机关      12          1,640\n进学校      20          5200\n"
    )
    assert values(table) == [["12", "1640"], ["20", "5200"]]


def test_prose_is_no_table() -> None:
    assert read("一、工作情况  较好。\n二、存在问题  不少。\n三、下步打算  很多。\n") == ()


def test_side_by_side() -> None:
    (table,) = read(
        "收入\t决算数\t支出\t决算数\n拨款\t90.0\t教育\t60.0\n其他\t10.0\t卫生\t40.0\n总计\t100.0\t总计\t100.0\n"
    )
    assert [[row.label for row in panel.rows] for panel in table.panels] == [
        ["拨款", "其他", "总计"],
        ["教育", "卫生", "总计"],
    ]


def test_merged_cells_in_html() -> None:
    html = """<html><body><p>单位：件</p><table>
    <tr><th rowspan="2" colspan="2">项目</th><th colspan="2">申请人</th><th rowspan="2">总计</th></tr>
    <tr><th>自然人</th><th>法人</th></tr>
    <tr><td rowspan="2">办理结果</td><td>予以公开</td><td>7</td><td>2</td><td>9</td></tr>
    <tr><td>不予公开</td><td>1</td><td>0</td><td>1</td></tr>
    </table></body></html>"""
    (table,) = read(html, "report.html")
    (panel,) = table.panels
    assert [row.labels for row in panel.rows] == [("办理结果", "予以公开"), ("办理结果", "不予公开")]
    assert panel.headers == {2: ("申请人", "自然人"), 3: ("申请人", "法人"), 4: ("总计",)}


def test_blanks_of_markdown_repeat_the_cell_above() -> None:
    (table,) = read(
        "| 项目 |  | 自然人 | 总计 |\n| --- | --- | --- | --- |\n| 办理结果 | 予以公开 | 7 | 9 |\n|  | 不予公开 | 1 | 1 |\n",
        "report.md",
    )
    assert [row.labels for row in table.panels[0].rows] == [
        ("办理结果", "予以公开"),
        ("办理结果", "不予公开"),
    ]


def test_numbers_that_only_number_rows_are_labels() -> None:
    (table,) = read(
        "科目编码\t科目名称\t决算数\n201\t公共服务\t71.15\n208\t社会保障\t41.25\n合计\t\t112.40\n"
    )
    assert table.panels[0].columns == (2,)
    assert table.panels[0].rows[0].labels == ("201", "公共服务")


def test_a_column_of_units_is_no_label() -> None:
    (table,) = read("指标\t单位\t数值\n粮食产量\t万吨\t58.62\n生猪出栏\t万头\t66.38\n鲜蛋\t吨\t120\n")
    assert next((row.labels, row.unit) for row in table.panels[0].rows) == (("粮食产量",), "万吨")


def test_a_column_of_bodies_is_a_label() -> None:
    (table,) = read("系统\t单位\t编制数\n教育\t县第一中学\t158\n水利\t县河道管理所\t16\n林业\t县林场\t12\n")
    assert next((row.labels, row.unit) for row in table.panels[0].rows) == (("教育", "县第一中学"), "")


def test_entries() -> None:
    def entry(text: str) -> tables.Entry:
        document = Document(text)
        return tables.entry_of(document, document.blocks[0].span, 0, 0)

    assert (entry("1,234.50").value, entry("1,234.50").step) == (Decimal("1234.50"), Decimal("0.01"))
    assert entry("-3.2%").value == Decimal("-3.2")
    assert entry("-3.2%").percent
    assert entry("（12）").value == -12
    assert entry("12件").value == 12
    assert entry("行政许可").value is None

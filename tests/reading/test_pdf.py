"""PDF: lines become paragraphs again, running heads go, scans are named."""

from __future__ import annotations

import pytest
from reading_samples import assert_sound, cells, pdf, scan, set_lines, texts

from auditor.reading import Limits, Reading, UnreadableFile, read_bytes
from auditor.reading.page_lines import is_page_number

SIZE = 16.0
LEFT = 90.0
PITCH = 28.0
COLUMNS = 26
TITLE = "某县科学技术局关于2023年度法治政府建设和依法行政工作情况的年度报告"
PARAGRAPHS = [
    "2023年，全县科技系统坚持以习近平法治思想为指导，共办理行政许可事项128件，比上年增加36件，办结率百分之百，现将有关情况报告如下。",
    "一、总体情况",
    "（一）加强组织领导。成立由局长任组长的领导小组，全年召开专题会议4次，研究解决问题23个，较好完成了年度目标任务。",
    "（二）完善制度。",
    "1.修订科学技术奖励办法，自2023年5月1日起施行，有效期五年，到期后按照规范性文件管理的有关规定重新评估，并向社会公布。",
]

PlacedLine = tuple[float, float, float, str]


def placed(lines: list[str], top: float = 100.0) -> list[PlacedLine]:
    """Lines of a page; ideographic spaces at the beginning become an indent."""
    page = []
    for index, line in enumerate(lines):
        text = line.lstrip("\u3000")
        page.append((LEFT + SIZE * (len(line) - len(text)), top + PITCH * index, SIZE, text))
    return page


def read(pages: list[list[PlacedLine]]) -> Reading:
    reading = read_bytes(pdf(pages), "报告.pdf")
    assert reading.format == "pdf"
    assert_sound(reading)
    return reading


def test_lines_become_paragraphs() -> None:
    assert texts(read([placed(set_lines(PARAGRAPHS))])) == PARAGRAPHS


def test_a_paragraph_runs_on_across_pages() -> None:
    lines = set_lines(PARAGRAPHS * 3)
    for cut in range(3, len(lines) - 3):
        pages = [placed(lines[:cut]), placed(lines[cut:])]
        assert texts(read(pages)) == PARAGRAPHS * 3, cut


def test_a_title_of_two_centred_lines() -> None:
    half = len(TITLE) // 2 + 2
    title = [(120.0, 40.0, 22.0, TITLE[:half]), (162.0, 72.0, 22.0, TITLE[half:])]
    width = 22.0 * half
    middle = LEFT + SIZE * COLUMNS / 2
    title[0] = (middle - width / 2 + 11 * 4 / 2, 40.0, 22.0, TITLE[:half])  # four half-width digits
    title[1] = (middle - 22.0 * (len(TITLE) - half) / 2, 72.0, 22.0, TITLE[half:])
    assert texts(read([title + placed(set_lines(PARAGRAPHS), 120.0)])) == [TITLE, *PARAGRAPHS]


def test_sign_off_lines_stay_apart() -> None:
    lines = placed(set_lines(PARAGRAPHS))
    below = lines[-1][1] + PITCH
    lines.append((LEFT + SIZE * 16, below, SIZE, "某县科学技术局"))
    lines.append((LEFT + SIZE * 15, below + PITCH, SIZE, "2024年1月15日"))
    assert texts(read([lines]))[-2:] == ["某县科学技术局", "2024年1月15日"]


def test_running_heads_and_page_numbers() -> None:
    lines = set_lines(PARAGRAPHS * 6)
    pages = []
    for number, at in enumerate(range(0, len(lines), 20), 1):
        head = [(LEFT, 40.0, 10.5, "某县科学技术局文件")]
        foot = [(280.0, 790.0, 10.5, f"— {number} —"), (LEFT, 806.0, 9.0, f"内部资料 第{number}期")]
        pages.append(foot + head + placed(lines[at : at + 20]))
    reading = read(pages)
    assert texts(reading, "paragraph") == PARAGRAPHS * 6
    assert texts(reading, "page-header") == ["某县科学技术局文件"]
    assert texts(reading, "page-footer") == ["内部资料 第1期"]


def test_small_running_heads_close_to_the_text() -> None:
    lines = set_lines(PARAGRAPHS * 4)
    pages = []
    for at in (0, 14):
        head = [(24.0, 14.0, 8.0, "11/22/26, 5:49 PM"), (300.0, 14.0, 8.0, "report.html")]
        pages.append(placed(lines[at : at + 14], 38.0) + head)
    pages.append(placed(lines[28:], 38.0))
    assert texts(read(pages), "paragraph") == PARAGRAPHS * 4


def test_a_sign_off_at_the_top_of_a_page_is_no_running_head() -> None:
    issuer = "某县科学技术局"
    title = [(220.0, 60.0, 22.0, issuer), (200.0, 92.0, 22.0, "2023年度工作报告")]
    body = placed(set_lines(PARAGRAPHS), 140.0)
    sign_off = [(380.0, 60.0, SIZE, issuer), (390.0, 88.0, SIZE, "2024年1月18日")]
    assert texts(read([title + body, body, sign_off]))[-2:] == [issuer, "2024年1月18日"]


def test_lines_of_a_table_of_contents_stay_apart() -> None:
    entries = ["一、总体情况" + "." * 36 + "1", "二、下一步打算" + "." * 34 + "12"]
    assert texts(read([placed(entries)])) == entries


def test_what_a_line_break_may_not_cut_moves_down_together() -> None:
    lines = [
        "\u3000\u3000学习了科技进步法等法律，掌握全国科普",
        "日”、“科技周”的工作要求，制定了相关制度汇编和办事",
        "指南》，并已印发执行。",
    ]
    assert texts(read([placed(lines)])) == ["".join(lines).strip()]


def test_rows_of_a_table_keep_their_columns_apart() -> None:
    rows = [("项目", "2022年", "2023年"), ("收入合计", "128.50", "136.20"), ("支出合计", "127.10", "135.90")]
    page = [
        (LEFT + 140 * column, 100 + PITCH * index, SIZE, text)
        for index, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    assert texts(read([page])) == ["\t".join(row) for row in rows]


COLUMN_EDGES = (90.0, 170.0, 250.0, 330.0)
ROW_EDGES = (200.0, 230.0, 260.0, 310.0)
TABLE_LINES: list[PlacedLine] = [
    (95.0, 205.0, SIZE, "项目"),
    (200.0, 205.0, SIZE, "2022年"),
    (95.0, 235.0, SIZE, "收入"),
    (175.0, 235.0, SIZE, "128"),
    (255.0, 235.0, SIZE, "136"),
    (93.0, 265.0, SIZE, "行政事业"),
    (93.0, 285.0, SIZE, "性收费"),
    (255.0, 275.0, SIZE, "7"),
]
TABLE_CELLS = [
    (0, 0, 0, 1, 1, "项目"),
    (0, 0, 1, 1, 2, "2022年"),
    (0, 1, 0, 1, 1, "收入"),
    (0, 1, 1, 1, 1, "128"),
    (0, 1, 2, 1, 1, "136"),
    (0, 2, 0, 1, 1, "行政事业性收费"),
    (0, 2, 2, 1, 1, "7"),
]


def edges() -> list[tuple[float, float, float, float]]:
    """The edges of a table of three columns; the upper right cell spans two."""
    across = [(90.0, y, 330.0, y) for y in ROW_EDGES]
    down = [(x, 230.0 if x == 250.0 else 200.0, x, 310.0) for x in COLUMN_EDGES]
    return across + down


def stroked() -> str:
    return "".join(f"{x0} {842 - y0} m {x1} {842 - y1} l S\n" for x0, y0, x1, y1 in edges())


def filled() -> str:
    return "".join(
        f"{x0} {842 - y1 - 0.25} {max(x1 - x0, 0.5)} {max(y1 - y0, 0.5)} re f\n" for x0, y0, x1, y1 in edges()
    )


@pytest.mark.parametrize("drawn", [stroked(), filled()])
def test_ruled_tables(drawn: str) -> None:
    above = placed(["\u3000\u3000支出情况如下："], 150.0)
    below = placed(["\u3000\u3000以上数据来自决算。"], 330.0)
    reading = read_bytes(pdf([above + TABLE_LINES + below], drawn=drawn))
    assert_sound(reading)
    assert cells(reading) == TABLE_CELLS
    assert reading.text == (
        "支出情况如下：\n项目\t2022年\n收入\t128\t136\n行政事业性收费\t\t7\n以上数据来自决算。"
    )


def test_a_table_goes_on_on_the_next_page_and_its_head_is_read_once() -> None:
    head, rest = TABLE_LINES[:2], [(95.0, 235.0, SIZE, "支出"), (175.0, 235.0, SIZE, "127")]
    reading = read_bytes(pdf([TABLE_LINES, head + rest], drawn=stroked()))
    assert [cell[:3] + cell[5:] for cell in cells(reading)][-3:] == [
        (0, 2, 2, "7"),
        (0, 3, 0, "支出"),
        (0, 3, 1, "127"),
    ]


def test_a_box_round_text_is_no_table() -> None:
    frame = "80 100 450 700 re S 80 740 m 530 740 l S "
    assert texts(read_bytes(pdf([placed(set_lines(PARAGRAPHS), 150.0)], drawn=frame))) == PARAGRAPHS


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages(rotation: int) -> None:
    """A page shown turned whose text is set to stand upright then."""
    matrix = {90: "0 1 -1 0 842 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 -247 842"}[rotation]
    paragraphs = ["2023年全县共办理事项128件，" * count for count in (5, 3)]  # digits have glyphs in any font
    data = pdf([placed(set_lines(paragraphs))], page_entries=f"/Rotate {rotation}", drawn=f"{matrix} cm\n")
    assert texts(read_bytes(data)) == paragraphs


def test_blanks_between_chinese_and_digits_are_distance() -> None:
    page = [
        (LEFT, 100.0, SIZE, "全县共办理"),
        (LEFT + 84, 100.0, SIZE, "12"),
        (LEFT + 104, 100.0, SIZE, "件事项"),
    ]
    assert texts(read([page])) == ["全县共办理12件事项"]


def test_latin_words_keep_their_blanks() -> None:
    page = placed(
        [
            "\u3000\u3000" + "本年度研发投入占比提高，其中企业投入占九成以上，R&D",
            "expenditure on pilot projects",
        ]
    )
    assert texts(read([page])) == [
        "本年度研发投入占比提高，其中企业投入占九成以上，R&D expenditure on pilot projects"
    ]


def test_radicals_become_the_characters_they_look_like() -> None:
    assert texts(read([[(LEFT, 100.0, SIZE, "\u2f00、总体情况，⼯作⽬标")]])) == ["一、总体情况，工作目标"]


@pytest.mark.parametrize(
    "text",
    ["3", "- 3 -", "— 12 —", "第3页", "第 3 页 共 10 页", "3/10", "－３－", "Page 3 of 9", "iv", "第三页"],
)
def test_page_numbers(text: str) -> None:
    assert is_page_number(text)


@pytest.mark.parametrize("text", ["3件", "第3期", "一、总体情况", "2023年1月5日", "共办理3件", "第一章"])
def test_what_is_no_page_number(text: str) -> None:
    assert not is_page_number(text)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (scan(), "no-text-layer"),
        (scan(3), "no-text-layer"),
        (pdf([[]]), "no-text"),
        (pdf([placed(PARAGRAPHS)], encrypted=True), "encrypted"),
        (pdf([placed(PARAGRAPHS)])[:600], "broken"),
        (b"%PDF-1.7\nnothing", "broken"),
        (pdf([[(LEFT, 100.0, SIZE, "\ue001\ue002\ue003\ue004" * 5)]]), "undecodable"),
    ],
)
def test_files_that_give_no_text(data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "报告.pdf")
    assert caught.value.kind == kind


def test_scanned_pages_among_others_are_named() -> None:
    import pypdfium2

    merged = pypdfium2.PdfDocument.new()
    for part in (scan(2), pdf([placed(set_lines(PARAGRAPHS))]), scan(1)):
        source = pypdfium2.PdfDocument(part)
        merged.import_pages(source)
    import io

    buffer = io.BytesIO()
    merged.save(buffer)
    reading = read_bytes(buffer.getvalue())
    assert texts(reading) == PARAGRAPHS
    assert [note.kind for note in reading.notes] == ["pages-without-text"]
    assert "第1-2、4页" in reading.notes[0].message


def test_too_many_pages() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(scan(3), limits=Limits(pages=2))
    assert caught.value.kind == "too-large"

"""Word documents: what a reader of the page sees is read, once and in order."""

from __future__ import annotations

import pytest
from lxml import etree
from reading_samples import (
    NAMESPACES,
    archive,
    assert_sound,
    cells,
    docx,
    level,
    numbered,
    numbering,
    paragraph,
    run,
    texts,
)

from auditor.reading import Reading, UnreadableFile, read_bytes
from auditor.reading.docx import locate


def read(body: str, **parts: str) -> Reading:
    reading = read_bytes(docx(body, **parts), "报告.docx")
    assert reading.format == "docx"
    assert_sound(reading)
    return reading


def test_paragraphs() -> None:
    body = (
        paragraph("　　第一段 ")
        + paragraph("")
        + paragraph("   ")
        + f"<w:p>{run('第')}{run('二')}{run('段')}</w:p>"
    )
    reading = read(body)
    assert reading.text == "第一段\n第二段"


def test_signs_inside_a_run() -> None:
    content = (
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:t>丙</w:t><w:softHyphen/>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Arial" w:char="4E00"/><w:br/><w:t>丁\n戊</w:t>'
        "<w:lastRenderedPageBreak/></w:r>"
    )
    assert texts(read(f"<w:p>{content}</w:p>")) == ["甲\t乙-丙☑一", "丁 戊"]


def test_headings() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr>'
        '</w:style><w:style w:type="paragraph" w:styleId="a"><w:name w:val="自定"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:name w:val="循环"/><w:basedOn w:val="b"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/></w:style>'
    )
    body = (
        paragraph("总题", '<w:pStyle w:val="t"/>')
        + paragraph("一级", '<w:pStyle w:val="1"/>')
        + paragraph("承袭", '<w:pStyle w:val="a"/>')
        + paragraph("按名", '<w:pStyle w:val="2"/>')
        + paragraph("改为正文", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>')
        + paragraph("直接", '<w:outlineLvl w:val="2"/>')
        + paragraph("循环", '<w:pStyle w:val="b"/>')
    )
    assert [(block.kind, block.level) for block in read(body, styles=styles).blocks] == [
        ("heading", None),
        ("heading", 1),
        ("heading", 1),
        ("heading", 2),
        ("paragraph", None),
        ("heading", 3),
        ("paragraph", None),
    ]


# automatic numbers

OFFICIAL = numbering(
    level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCounting", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircle", "%4", '<w:suff w:val="space"/>'),
)


def test_automatic_numbers() -> None:
    body = (
        numbered("总体情况")
        + numbered("加强领导", 1)
        + numbered("完善制度", 1)
        + numbered("修订", 2)
        + numbered("细节", 3)
        + numbered("存在问题")
        + numbered("能力不足", 1)
    )
    reading = read(body, numbering=OFFICIAL)
    assert texts(reading) == [
        "一、总体情况",
        "（一）加强领导",
        "（二）完善制度",
        "1. 修订",
        "① 细节",
        "二、存在问题",
        "（一）能力不足",
    ]
    assert [block.number_length for block in reading.blocks] == [2, 3, 3, 3, 2, 2, 3]


def test_numbers_of_several_levels_and_legal_numbering() -> None:
    parts = numbering(
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "lowerLetter", "%3)"),
    )
    body = numbered("总则") + numbered("甲", 1) + numbered("乙", 1) + numbered("丙", 2) + numbered("附则")
    assert texts(read(body, numbering=parts)) == ["第一章 总则", "1.1 甲", "1.2 乙", "a)丙", "第二章 附则"]


def test_an_upper_level_without_a_paragraph_stands_at_its_start() -> None:
    parts = numbering(level(0, "decimal", "%1"), level(1, "decimal", "%1.%2", start=3))
    assert texts(read(numbered("甲", 1) + numbered("乙", 1), numbering=parts)) == ["1.3 甲", "1.4 乙"]


def test_restart_rules() -> None:
    parts = numbering(
        level(0, "decimal", "%1."),
        level(1, "decimal", "%1.%2."),
        level(2, "decimal", "[%3]", '<w:lvlRestart w:val="1"/>'),
        level(3, "decimal", "{%4}", '<w:lvlRestart w:val="0"/>'),
    )
    body = "".join(numbered("x", at) for at in (0, 1, 2, 3, 1, 2, 3, 0, 1, 2, 3))
    shown = [text.rstrip("x").rstrip() for text in texts(read(body, numbering=parts))]
    assert shown == ["1.", "1.1.", "[1]", "{1}", "1.2.", "[2]", "{2}", "2.", "2.1.", "[1]", "{3}"]


def test_start_overrides_and_shared_counters() -> None:
    instances = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
        "</w:lvlOverride></w:num>"
        '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
        + level(0, "upperRoman", "%1)")
        + "</w:lvlOverride></w:num>"
    )
    parts = numbering(level(0, "decimal", "%1、"), instances=instances)
    body = "".join(numbered("x", 0, number) for number in (1, 1, 2, 3, 3, 1, 4))
    assert texts(read(body, numbering=parts)) == ["1、x", "2、x", "3、x", "1、x", "2、x", "3、x", "IV)x"]


def test_numbers_through_styles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/>'
        '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="h2"><w:name w:val="heading 2"/><w:basedOn w:val="h1"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    parts = numbering(
        level(0, "chineseCounting", "%1、", '<w:pStyle w:val="h1"/>'),
        level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="h2"/>'),
    )
    body = (
        paragraph("甲", '<w:pStyle w:val="h1"/>')
        + paragraph("乙", '<w:pStyle w:val="h2"/>')
        + paragraph("无", '<w:pStyle w:val="h1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("丙", '<w:pStyle w:val="h1"/>')
    )
    reading = read(body, styles=styles, numbering=parts)
    assert texts(reading) == ["一、甲", "（一）乙", "无", "二、丙"]
    assert [block.level for block in reading.blocks] == [1, 2, 1, 1]


def test_numbering_by_a_linked_style() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="list"><w:name w:val="list"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    parts = (
        f'<w:abstractNum w:abstractNumId="0">{level(0, "ideographTraditional", "%1、")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="list"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    )
    assert texts(read(numbered("事项", 0, 2), styles=styles, numbering=parts)) == ["甲、事项"]


def test_bullets_custom_formats_and_hidden_numbers() -> None:
    custom = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    parts = numbering(
        level(0, "bullet", "\uf06c"),
        level(1, "bullet", "◆", '<w:suff w:val="nothing"/>'),
        f'<w:lvl w:ilvl="2"><w:start w:val="1"/>{custom}<w:lvlText w:val="%3"/></w:lvl>',
        level(3, "decimal", "%4.", "<w:rPr><w:vanish/></w:rPr>"),
        level(4, "none", ""),
    )
    body = "".join(numbered("x", at) for at in range(5)) + numbered("x", 0, 99)
    assert texts(read(body, numbering=parts)) == ["• x", "◆x", "001 x", "x", "x", "x"]


def test_a_number_of_an_empty_paragraph_and_in_a_cell() -> None:
    parts = numbering(level(0, "decimal", "%1"))
    rows = "".join(
        f"<w:tr><w:tc>{numbered('')}</w:tc><w:tc>{paragraph(name)}</w:tc></w:tr>" for name in ("甲", "乙")
    )
    reading = read(f"<w:tbl>{rows}</w:tbl>", numbering=parts)
    assert reading.text == "1\t甲\n2\t乙"
    assert [block.number_length for block in reading.blocks] == [1, 0, 1, 0]


# revisions, fields, controls, drawings


def test_revisions() -> None:
    body = (
        f"<w:p>{run('共办理')}<w:del>{run('10')}</w:del><w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
        f"<w:ins>{run('12')}</w:ins>{run('件')}</w:p>"
        f"<w:p><w:moveFrom>{run('移动的话')}</w:moveFrom></w:p>"
        f"<w:p><w:moveTo>{run('移动的话')}</w:moveTo></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半')}</w:p>{paragraph('后半')}"
    )
    assert texts(read(body)) == ["共办理12件", "移动的话", "前半后半"]


def test_fields_show_their_result() -> None:
    def field(instruction: str, result: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f"{result}"
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    linked = f"<w:hyperlink>{run('链接')}</w:hyperlink>"
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>IF </w:t></w:r>'
        + field("REF x", run("条件"))
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        + run("结果")
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    body = (
        f"<w:p>{run('见')}{field('PAGEREF y', run('第3页'))}{run('。')}</w:p><w:p>{nested}</w:p>"
        f"<w:p>{field('REF z', run('错误!未找到引用源。'))}</w:p>"
        f"<w:p><w:fldSimple w:instr='DATE'>{run('2024年1月')}</w:fldSimple></w:p>"
        f"<w:p>{field('HYPERLINK', linked)}</w:p>"
    )
    assert texts(read(body)) == ["见第3页。", "结果", "错误!未找到引用源。", "2024年1月", "链接"]


def test_containers_are_transparent() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('控件段落')}</w:sdtContent></w:sdt>"
        f"<w:customXml>{paragraph('自定义')}</w:customXml>"
        f"<w:p><w:sdt><w:sdtContent>{run('行内')}</w:sdtContent></w:sdt><w:smartTag>{run('标记')}</w:smartTag>"
        f"<w:hyperlink>{run('链接')}</w:hyperlink><w:bdo>{run('方向')}</w:bdo>"
        f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
        "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath></w:p>"
    )
    assert texts(read(body)) == ["控件段落", "自定义", "行内标记链接方向拼x+1"]


def test_hidden_text_is_not_read() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="c"><w:name w:val="c"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="p"><w:name w:val="p"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    runs = (
        run("甲")
        + run("隐", "<w:vanish/>")
        + run("乙", '<w:vanish w:val="0"/>')
        + run("藏", '<w:rStyle w:val="c"/>')
        + run("丙", "<w:webHidden/>")
    )
    body = f"<w:p>{runs}</w:p>" + paragraph("整段", '<w:pStyle w:val="p"/>')
    assert texts(read(body, styles=styles)) == ["甲乙丙"]


def text_box(content: str) -> str:
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"<w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def test_text_boxes_are_read_once_after_their_paragraph() -> None:
    inner = f"<w:p>{run('框二')}{text_box(paragraph('框中框'))}</w:p>"
    body = (
        f"<w:p>{run('正')}{text_box(paragraph('框一') + inner)}{run('文')}</w:p>"
        f"<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{paragraph('旧式框')}</w:txbxContent></v:textbox>"
        "</v:shape></w:pict></w:r></w:p>"
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx xmlns:w16se="x"/></mc:Choice>'
        "<mc:Fallback><w:t>符</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert texts(read(body)) == ["正文", "框一", "框二", "框中框", "旧式框", "符"]


def test_embedded_files_are_noted() -> None:
    body = (
        paragraph("正文")
        + '<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>' * 2
    )
    reading = read(body)
    assert [note.kind for note in reading.notes] == ["embedded-part"]
    equation = '<w:p><w:r><w:object><o:OLEObject ProgID="Equation.3"/></w:object></w:r></w:p>'
    assert not read(paragraph("正文") + equation).notes


# tables


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_merged_cells() -> None:
    span, down, more = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = (
        "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>"
        f"{cell(paragraph('指标'), down)}{cell(paragraph('数量'), span)}</w:tr>"
        f"<w:tr>{cell(paragraph(''), more)}{cell(paragraph('2022'))}{cell(paragraph('2023'))}</w:tr>"
        f"<w:tr>{cell(paragraph('办理'))}{cell(paragraph(''))}{cell(paragraph('甲') + paragraph('乙'))}</w:tr>"
        '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>' + cell(paragraph("尾")) + "</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell(paragraph('删'))}</w:tr></w:tbl>{paragraph('后文')}"
    )
    reading = read(body)
    assert cells(reading) == [
        (0, 0, 0, 2, 1, "指标"),
        (0, 0, 1, 1, 2, "数量"),
        (0, 1, 1, 1, 1, "2022"),
        (0, 1, 2, 1, 1, "2023"),
        (0, 2, 0, 1, 1, "办理"),
        (0, 2, 2, 1, 1, "甲\n乙"),
        (0, 3, 2, 1, 1, "尾"),
    ]
    assert reading.text == "指标\t数量\n2022\t2023\n办理\t\t甲\n乙\n尾\n后文"
    assert [block.cell.header for block in reading.blocks if block.cell][:3] == [True, True, False]


def test_nested_tables() -> None:
    inner = f"<w:tbl><w:tr>{cell(paragraph('内1'))}{cell(paragraph('内2'))}</w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr>{cell(paragraph('外'))}{cell(paragraph('前') + inner + paragraph('后'))}</w:tr>"
        f"<w:tr>{cell(paragraph('下'))}{cell(paragraph('右'))}</w:tr></w:tbl>"
    )
    assert [(found[0], found[1], found[2], found[5]) for found in cells(read(body))] == [
        (0, 0, 0, "外"),
        (0, 0, 1, "前"),
        (1, 0, 0, "内1"),
        (1, 0, 1, "内2"),
        (0, 0, 1, "后"),
        (0, 1, 0, "下"),
        (0, 1, 1, "右"),
    ]


def test_a_table_of_one_filled_cell_is_a_frame() -> None:
    body = f"<w:tbl><w:tr>{cell(paragraph('题目') + paragraph('正文'))}{cell(paragraph(''))}</w:tr></w:tbl>"
    assert [(block.kind, block.cell) for block in read(body).blocks] == [("paragraph", None)] * 2


def test_rows_and_cells_in_controls() -> None:
    row = f"<w:tr><w:sdt><w:sdtContent>{cell(paragraph('甲'))}</w:sdtContent></w:sdt>{cell(paragraph('乙'))}</w:tr>"
    body = f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>{row}</w:tbl>"
    assert [found[1:3] for found in cells(read(body))] == [(0, 0), (0, 1), (1, 0), (1, 1)]


# notes, headers, footers


def test_notes_in_order_of_reference() -> None:
    def reference(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    body = f"<w:p>{run('甲')}{reference('footnote', 3)}{run('乙')}{reference('endnote', 1)}{reference('footnote', 2)}</w:p>"
    footnotes = (
        f'<w:footnote w:type="separator" w:id="0">{paragraph("线")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("注二")}</w:footnote><w:footnote w:id="3">{paragraph("注三")}</w:footnote>'
        f'<w:footnote w:id="4">{paragraph("无人引用")}</w:footnote>'
    )
    endnotes = f'<w:endnote w:id="1">{paragraph("尾注")}</w:endnote>'
    reading = read(body, footnotes=footnotes, endnotes=endnotes)
    assert [(block.kind, text) for block, text in zip(reading.blocks, texts(reading), strict=True)] == [
        ("paragraph", "甲乙"),
        ("footnote", "注三"),
        ("footnote", "注二"),
        ("footnote", "尾注"),
    ]


def test_headers_and_footers() -> None:
    def section(*references: str, title_page: bool = False) -> str:
        return f"<w:sectPr>{''.join(references)}{'<w:titlePg/>' if title_page else ''}</w:sectPr>"

    def reference(kind: str, number: int, page: str = "default") -> str:
        return f'<w:{kind}Reference w:type="{page}" r:id="r{kind.capitalize()}{number}"/>'

    first = section(reference("header", 1), reference("header", 2, "first"), reference("footer", 1))
    last = section(
        reference("header", 1), reference("header", 3), reference("header", 4, "even"), reference("footer", 2)
    )
    body = paragraph("正文一") + f"<w:p><w:pPr>{first}</w:pPr></w:p>" + paragraph("正文二") + last
    parts = {
        "header1": paragraph("某县文件"),
        "header2": paragraph("仅首页"),
        "header3": paragraph("某县文件"),
        "header4": paragraph("仅偶数页"),
        "footer1": paragraph("— 1 —"),
        "footer2": paragraph("第 3 页 共 9 页") + paragraph("内部资料"),
    }
    shown = [
        ("paragraph", "正文一"),
        ("paragraph", "正文二"),
        ("page-header", "某县文件"),
        ("page-footer", "内部资料"),
    ]
    reading = read(body, **parts)
    assert [(block.kind, text) for block, text in zip(reading.blocks, texts(reading), strict=True)] == shown
    titled = body.replace("</w:sectPr></w:pPr>", "<w:titlePg/></w:sectPr></w:pPr>")
    all_pages = read(titled, settings="<w:evenAndOddHeaders/>", **parts)
    assert texts(all_pages, "page-header") == ["某县文件", "仅首页", "仅偶数页"]


# the package


def test_strict_documents() -> None:
    usual = docx(
        numbered("总体情况") + f"<w:tbl><w:tr>{cell(paragraph('甲'))}{cell(paragraph('乙'))}</w:tr></w:tbl>",
        numbering=OFFICIAL,
    )
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(usual)) as container:
        members = {name: container.read(name) for name in container.namelist()}
    strict = {
        name: content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in members.items()
    }
    assert read_bytes(archive(strict)).text == read_bytes(usual).text == "一、总体情况\n甲\t乙"


def test_a_main_part_of_another_name() -> None:
    members = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="/word/document2.xml"/></Relationships>',
        "word/document2.xml": f"<w:document {NAMESPACES}><w:body>{paragraph('正文')}</w:body></w:document>",
    }
    assert read_bytes(archive(members)).text == "正文"


def test_documents_without_words() -> None:
    for extra, kind in (({}, "no-text"), ({"word/media/image1.png": b"\x89PNG"}, "no-text-layer")):
        members = {
            "word/document.xml": f"<w:document {NAMESPACES}><w:body><w:p/></w:body></w:document>",
            **extra,
        }
        with pytest.raises(UnreadableFile) as caught:
            read_bytes(archive(members))
        assert caught.value.kind == kind


# places of runs


def test_every_run_can_be_found_again() -> None:
    body = (
        numbered("总体情况")
        + f"<w:p>{run('　共办理')}<w:ins>{run('12')}</w:ins><w:r><w:br/></w:r>{run('件')}</w:p>"
        + f"<w:tbl><w:tr>{cell(paragraph('甲') + paragraph('乙'))}{cell(paragraph('丙'))}</w:tr></w:tbl>"
        + f"<w:p>{run('正')}{text_box(paragraph('框'))}</w:p>"
        + '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    )
    data = docx(body, numbering=OFFICIAL, footnotes=f'<w:footnote w:id="2">{paragraph("脚注")}</w:footnote>')
    reading = read_bytes(data)
    places = locate(data)
    assert [reading.text[place.start : place.end] for place in places] == [
        "总体情况", "共办理", "12", "件", "甲", "乙", "丙", "正", "框", "脚注",
    ]  # fmt: skip
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as container:
        roots = {place.part: etree.fromstring(container.read(place.part)) for place in places}
    for place in places:
        (found,) = roots[place.part].xpath(place.path, namespaces=roots[place.part].nsmap)
        assert reading.text[place.start : place.end] in "".join(found.itertext())
    assert {place.part for place in places} == {"word/document.xml", "word/footnotes.xml"}

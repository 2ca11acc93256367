"""Word files for the tests of comments, small and whole enough for LibreOffice to open."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TRACKED = 'w:author="某人" w:date="2024-01-01T00:00:00Z"'


def docx(body: str, **parts: str) -> bytes:
    """A package with the XML inside w:body and inside the roots of further parts (numbering, comments …)."""
    roots = {"header1": "hdr"}
    members = {"word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"}
    overrides = f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
    relationships = ""
    for number, (name, content) in enumerate(parts.items(), 1):
        kind = name.rstrip("1")
        root = roots.get(name, name)
        members[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{content}</w:{root}>"
        overrides += f'<Override PartName="/word/{name}.xml" ContentType="{TYPE}.{kind}+xml"/>'
        relationships += f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
    members["word/_rels/document.xml.rels"] = _relationships(relationships)
    members["_rels/.rels"] = _relationships(
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    )
    members["docProps/custom.bin"] = "\x00\x01 kept as it is"
    members["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="bin" ContentType="application/octet-stream"/>{overrides}</Types>'
    )
    return archive(members)


def archive(members: Mapping[str, str]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted(members.items()):
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()


def _relationships(entries: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{entries}</Relationships>'


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


def with_numbers() -> bytes:
    """Automatic numbers, a heading in several runs, a tab, a line break and a symbol."""
    return docx(
        paragraph(run("青禾县水务局2023年度法治政府建设报告", "<w:b/>"))
        + paragraph(run("2022"), run("年度主要做法", "<w:b/>"), properties=NUMBERED)
        + paragraph(
            '<w:r><w:rPr><w:i/></w:rPr><w:t>全年办件</w:t><w:tab/><w:t xml:space="preserve">共17件，  其中</w:t>'
            '<w:br/><w:t>共15件已办结</w:t><w:sym w:font="Wingdings" w:char="F0FC"/><w:t>属实。</w:t></w:r>'
        )
        + paragraph(run("下一年打算"), properties=NUMBERED)
        + paragraph(run("继续抓好落实。")),
        numbering=NUMBERING,
    )


def with_a_table() -> bytes:
    """A table with a merged cell, a text box, a footnote and a header."""
    cell = "<w:tc><w:tcPr>{more}</w:tcPr>{paragraphs}</w:tc>"
    rows = [
        [("项目", ""), ("金额（万元）", "")],
        [("人员经费", ""), ("820.50", "")],
        [("公用经费与其他各项支出合计", '<w:gridSpan w:val="2"/>')],
        [("合计", ""), ("960.75", "")],
    ]
    table = "".join(
        "<w:tr>"
        + "".join(cell.format(more=more, paragraphs=paragraph(run(words))) for words, more in cells)
        + "</w:tr>"
        for cells in rows
    )
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        + paragraph(run("框内的白水县"))
        + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    note = '<w:footnote w:id="2">' + paragraph(run("注中的2月30日")) + "</w:footnote>"
    return docx(
        paragraph(run("松岭县财政局2023年度决算说明"), '<w:r><w:footnoteReference w:id="2"/></w:r>')
        + f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{table}</w:tbl>"
        + paragraph(run("框图见右。"), box)
        + '<w:sectPr><w:headerReference w:type="default" r:id="r2"/></w:sectPr>',
        footnotes=note,
        header1=paragraph(run("页眉里的旧名称")),
    )


def with_tracked_changes() -> bytes:
    """Insertions, deletions, a link, a content control and a comment that somebody made before."""
    comment = '<w:comment w:id="4" w:author="某人">' + paragraph(run("早先的批注")) + "</w:comment>"
    return docx(
        paragraph(run("丹霞县科技局2023年工作总结"))
        + paragraph(
            run("开展培训"),
            f'<w:del w:id="1" {TRACKED}><w:r><w:delText>三</w:delText></w:r></w:del>',
            f'<w:ins w:id="2" {TRACKED}>{run("四期，参训人员共120")}</w:ins>',
            '<w:commentRangeStart w:id="4"/>',
            run("人次，较上年增长。"),
            '<w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>',
        )
        + paragraph(
            f'<w:hyperlink w:anchor="a">{run("《甘肃省科学技术进步条例》")}</w:hyperlink>',
            f"<w:sdt><w:sdtContent>{run('由控件填写的单位名称')}</w:sdtContent></w:sdt>",
        ),
        comments=comment,
    )

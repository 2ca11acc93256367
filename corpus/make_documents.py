"""Makes the Word documents of the test corpus from their outlines.

An outline in `corpus/sources/NAME.outline` is a text with light marks; `corpus/reports/NAME.docx` is
made of it with the features of Word that a reader of reports must understand: headings whose numbers
(一、（一）1.) Word counts itself, tables with merged cells, a right-aligned sign-off, a page header.
The same outline always gives the same bytes.

    # the title                        ## ### ####  headings of three levels, numbered by Word
    | a cell | < | ^ |                 a row of a table; < joins the cell to its left, ^ to the one above
    > the sign-off                     right-aligned
    ~ a page header                    at most one
    anything else                      a paragraph

Run it as `python corpus/make_documents.py` after changing an outline.
"""

from __future__ import annotations

import pathlib
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

Row = list[str]


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str, style: str = "", align: str = "") -> str:
    """A paragraph of one run, with a named style and an alignment where they are given."""
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    marks += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{marks}</w:pPr>{run(text)}</w:p>"


def table(rows: list[Row]) -> str:
    """A table whose merged cells carry gridSpan and vMerge, as Word writes them."""
    grid = "".join('<w:gridCol w:w="1200"/>' for _ in rows[0])
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        + "".join(table_row(rows, index) for index in range(len(rows)))
        + "</w:tbl>"
    )


def table_row(rows: list[Row], index: int) -> str:
    row = rows[index]
    below = rows[index + 1] if index + 1 < len(rows) else []
    cells = []
    column = 0
    while column < len(row):
        width = 1
        while column + width < len(row) and row[column + width] == "<":
            width += 1
        marks = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
        text = row[column]
        if text == "^":
            marks, text = marks + "<w:vMerge/>", ""
        elif column < len(below) and below[column] == "^":
            marks += '<w:vMerge w:val="restart"/>'
        cells.append(f"<w:tc><w:tcPr>{marks}</w:tcPr>{paragraph(text)}</w:tc>")
        column += width
    return "<w:tr>" + "".join(cells) + "</w:tr>"


def body(outline: str) -> Iterator[str]:
    """The blocks of the document, in order; consecutive lines of cells are one table."""
    rows: list[Row] = []
    for line in [*outline.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
            continue
        if rows:
            yield table(rows)
            rows = []
        if line.startswith("~") or not line.strip():
            continue
        mark, _, rest = line.partition(" ")
        if mark == "#":
            yield paragraph(rest, "Title", "center")
        elif mark in ("##", "###", "####"):
            yield paragraph(rest, f"Heading{len(mark) - 1}")
        elif mark == ">":
            yield paragraph(rest, align="right")
        else:
            yield paragraph(line)


def numbering() -> str:
    """One multilevel list for the three heading styles: 一、 （一） 1."""
    levels = (
        ("chineseCountingThousand", "%1、", "Heading1"),
        ("chineseCountingThousand", "（%2）", "Heading2"),
        ("decimal", "%3.", "Heading3"),
    )
    parts = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text, style) in enumerate(levels)
    )
    return (
        f'{HEADER}<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="0">'
        f'<w:multiLevelType w:val="multilevel"/>{parts}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:pPr><w:numPr><w:ilvl w:val="{level - 1}"/><w:numId w:val="1"/></w:numPr>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr></w:style>'
        for level in (1, 2, 3)
    )
    return (
        f'{HEADER}<w:styles xmlns:w="{MAIN}">'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/></w:style>'
        f"{headings}</w:styles>"
    )


def parts(outline: str) -> dict[str, str]:
    """The members of the package: name → content."""
    running_head = next((line[1:].strip() for line in outline.splitlines() if line.startswith("~")), "")
    reference = '<w:headerReference w:type="default" r:id="rId3"/>' if running_head else ""
    members = ["document", "numbering", "styles"] + (["header"] if running_head else [])
    kinds = {"document": "document.main"}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{OFFICE}.{kinds.get(name, name)}+xml"/>'
        for name in members
    )
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/{name}" Target="{name}.xml"/>'
        for number, name in enumerate(members[1:], start=1)
    )
    made = {
        "[Content_Types].xml": f'{HEADER}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{HEADER}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
        "word/document.xml": f'{HEADER}<w:document xmlns:w="{MAIN}" xmlns:r="{RELATIONS}"><w:body>'
        f"{''.join(body(outline))}<w:sectPr>{reference}</w:sectPr></w:body></w:document>",
        "word/numbering.xml": numbering(),
        "word/styles.xml": styles(),
    }
    if running_head:
        made["word/header.xml"] = f'{HEADER}<w:hdr xmlns:w="{MAIN}">{paragraph(running_head)}</w:hdr>'
    return made


def make(source: pathlib.Path, target: pathlib.Path) -> None:
    """Write the Word document of an outline; fixed times, so that equal outlines give equal bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts(source.read_text("utf-8")).items():
            package.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def main() -> None:
    for source in sorted((HERE / "sources").glob("*.outline")):
        target = HERE / "reports" / f"{source.stem}.docx"
        make(source, target)
        print(target.relative_to(HERE.parent))


if __name__ == "__main__":
    main()

"""Makes small files of every format in code, so that a test shows what it reads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

from auditor.reading import Reading

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOCUMENT_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP container with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word document: `body` is the XML inside w:body, `parts` that inside the roots of other parts.

    `headers` and `footers` get the relationship ids rHeader1 … and rFooter1 … by their names.
    """
    roots = {"styles": "styles", "numbering": "numbering", "settings": "settings"}
    roots |= {"footnotes": "footnotes", "endnotes": "endnotes"}
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relationships([("r1", "officeDocument", "word/document.xml")]),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    related = []
    for name, content in parts.items():
        kind = name.rstrip("0123456789")
        root = roots.get(kind, "hdr" if kind == "header" else "ftr")
        members[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{content}</w:{root}>"
        related.append((f"r{name.capitalize()}", kind, f"{name}.xml"))
    members["word/_rels/document.xml.rels"] = _relationships(related)
    return archive(members)


def _relationships(rows: Iterable[tuple[str, str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="{identifier}" Type="{_DOCUMENT_RELATIONSHIPS}/{kind}" Target="{target}"/>'
        for identifier, kind, target in rows
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{entries}</Relationships>'


def paragraph(text: str, properties: str = "") -> str:
    """A w:p of one run."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def numbered(text: str, level: int = 0, numbering: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>')


def level(index: int, number_format: str, text: str, more: str = "", start: int = 1) -> str:
    """A w:lvl of an abstract numbering."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'{more}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(
    *levels: str, instances: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{instances}'


def pdf(
    pages: Sequence[Sequence[tuple[float, float, float, str]]],
    *,
    drawn: str = "",
    page_entries: str = "",
    encrypted: bool = False,
) -> bytes:
    """A PDF with pages of lines (x, y from the top, size, text) on A4, in points.

    `drawn` is drawn on every page (PDF operators, y from the bottom); `page_entries` go into its dictionary.

    Its font is not embedded: codes are UTF-16, widths one em for Chinese and half for ASCII.
    """
    objects: list[bytes] = [b"", b""]  # catalogue and page tree follow when the pages are known
    font = _add_font(objects)
    kids = []
    for lines in pages:
        shown = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {842 - y - size} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, size, text in lines
        )
        objects.append(_stream((drawn + shown).encode()))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R {page_entries} "
            f"/Resources << /Font << /F1 {font} 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _pdf_file(objects, encrypted)


def scan(pages: int = 1) -> bytes:
    """A PDF of which each page is one picture."""
    objects: list[bytes] = [b"", b""]
    picture = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    objects.append(picture + b" /Length 1 >>\nstream\n\x80\nendstream")
    kids = []
    for _ in range(pages):
        objects.append(_stream(b"q 595 0 0 842 0 0 cm /I Do Q"))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /XObject << /I 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    return _pdf_file(objects, encrypted=False)


def _add_font(objects: list[bytes]) -> int:
    """Append a composite font whose codes are their own Unicode values; its object number."""
    widths = "/DW 1000 /W [32 126 500]"
    first = len(objects) + 1
    objects.append(
        _stream(
            b"/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def\n"
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            b"1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end"
        )
    )
    objects.append(
        b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -140 1000 860] /ItalicAngle 0 "
        b"/Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >>"
    )
    objects.append(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /FontDescriptor {first + 1} 0 R {widths} "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>".encode()
    )
    objects.append(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /ToUnicode {first} 0 R "
        f"/DescendantFonts [{first + 2} 0 R] >>".encode()
    )
    return len(objects)


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)


def _pdf_file(objects: list[bytes], encrypted: bool) -> bytes:
    lock = ""
    if encrypted:  # a key that no password gives: asking for one is all that matters
        objects = [
            *objects,
            b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (b"41" * 32, b"42" * 32),
        ]
        lock = f"/Encrypt {len(objects)} 0 R /ID [<00><00>] "
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R {lock}>>\nstartxref\n{table}\n%%EOF\n"
    out.write(trailer.encode())
    return out.getvalue()


def ofd(pages: Sequence[Sequence[tuple[float, float, float, str]]]) -> bytes:
    """An OFD with pages of lines (x, baseline from the top, size, text) on A4, in millimetres."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    entries = "".join(
        f'<ofd:Page ID="{index + 1}" BaseLoc="Pages/Page_{index}/Content.xml"/>'
        for index in range(len(pages))
    )
    members: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD {space} DocType="OFD" Version="1.0"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {space}><ofd:CommonData><ofd:PageArea>"
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
        f"<ofd:Pages>{entries}</ofd:Pages></ofd:Document>",
    }
    for index, lines in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject ID="{100 * index + at + 10}" Boundary="{x} {y - size} {size * len(text)} {size}" '
            f'Font="1" Size="{size}"><ofd:TextCode X="0" Y="{size}" DeltaX="{" ".join([str(size)] * (len(text) - 1))}">'
            f"{escape(text)}</ofd:TextCode></ofd:TextObject>"
            for at, (x, y, size, text) in enumerate(lines)
        )
        members[f"Doc_0/Pages/Page_{index}/Content.xml"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="9">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    return archive(members)


def set_lines(paragraphs: Sequence[str], *, columns: int = 26, indent: int = 2) -> list[str]:
    """Paragraphs as a typesetter breaks them: lines of `columns` em, the first one indented.

    ASCII is half an em wide.  Indented lines begin with that many ideographic spaces.
    """
    lines = []
    for text in paragraphs:
        line, width = "\u3000" * indent, float(indent)
        for sign in text:
            step = 0.5 if sign.isascii() else 1.0
            if width + step > columns:
                lines.append(line)
                line, width = "", 0.0
            line, width = line + sign, width + step
        lines.append(line)
    return lines


def texts(reading: Reading, *kinds: str) -> list[str]:
    """The texts of the blocks of these kinds, of all when none is named."""
    return [
        reading.text[block.start : block.end] for block in reading.blocks if not kinds or block.kind in kinds
    ]


def cells(reading: Reading) -> list[tuple[int, int, int, int, int, str]]:
    """(table, row, column, rows spanned, columns spanned, text) of each cell."""
    found = []
    for block in reading.blocks:
        if block.cell is not None:
            cell = block.cell
            place = (cell.table, cell.row, cell.column, cell.row_span, cell.column_span)
            found.append((*place, reading.text[block.start : block.end]))
    return found


def assert_sound(reading: Reading) -> None:
    """Blocks are in order, do not overlap, and none is empty."""
    end = 0
    for block in reading.blocks:
        assert end <= block.start < block.end <= len(reading.text)
        assert reading.text[block.start : block.end].strip()
        assert 0 <= block.number_length <= block.end - block.start
        end = block.end

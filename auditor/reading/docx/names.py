"""Names of the elements and attributes of WordprocessingML that are read (ECMA-376 part 1, chapter 17)."""

from __future__ import annotations

from typing import Final

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_OFFICE: Final = "{urn:schemas-microsoft-com:office:office}"
_RELATIONSHIPS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

# Strict documents (ISO/IEC 29500 strict) use other namespaces for the same elements.
STRICT_NAMESPACES: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
)

# containers
BODY: Final = _W + "body"
PARAGRAPH: Final = _W + "p"
TABLE: Final = _W + "tbl"
ROW: Final = _W + "tr"
CELL: Final = _W + "tc"
CONTROL: Final = _W + "sdt"
CONTROL_CONTENT: Final = _W + "sdtContent"
BOX_CONTENT: Final = _W + "txbxContent"
INSERTED: Final = _W + "ins"
DELETED: Final = _W + "del"
MOVED_HERE: Final = _W + "moveTo"
MOVED_AWAY: Final = _W + "moveFrom"
CUSTOM: Final = _W + "customXml"
SMART_TAG: Final = _W + "smartTag"
HYPERLINK: Final = _W + "hyperlink"
SIMPLE_FIELD: Final = _W + "fldSimple"
DIRECTION: Final = _W + "dir"
DIRECTION_OVERRIDE: Final = _W + "bdo"
SUB_DOCUMENT: Final = _W + "subDoc"
FOREIGN_CHUNK: Final = _W + "altChunk"
ALTERNATE: Final = _MC + "AlternateContent"
CHOICE: Final = _MC + "Choice"
FALLBACK: Final = _MC + "Fallback"
MATH: Final = _MATH + "oMath"
MATH_PARAGRAPH: Final = _MATH + "oMathPara"
MATH_TEXT: Final = _MATH + "t"

# inside a paragraph
RUN: Final = _W + "r"
TEXT: Final = _W + "t"
TAB: Final = _W + "tab"
POSITIONED_TAB: Final = _W + "ptab"
BREAK: Final = _W + "br"
CARRIAGE_RETURN: Final = _W + "cr"
SYMBOL: Final = _W + "sym"
NO_BREAK_HYPHEN: Final = _W + "noBreakHyphen"
FIELD_CHARACTER: Final = _W + "fldChar"
INSTRUCTION: Final = _W + "instrText"
FOOTNOTE_REFERENCE: Final = _W + "footnoteReference"
ENDNOTE_REFERENCE: Final = _W + "endnoteReference"
DRAWING: Final = _W + "drawing"
PICTURE: Final = _W + "pict"
OBJECT: Final = _W + "object"
OLE_OBJECT: Final = _OFFICE + "OLEObject"
RUBY: Final = _W + "ruby"
RUBY_BASE: Final = _W + "rubyBase"

# properties
PARAGRAPH_PROPERTIES: Final = _W + "pPr"
RUN_PROPERTIES: Final = _W + "rPr"
ROW_PROPERTIES: Final = _W + "trPr"
CELL_PROPERTIES: Final = _W + "tcPr"
SECTION: Final = _W + "sectPr"
PARAGRAPH_STYLE: Final = _W + "pStyle"
RUN_STYLE: Final = _W + "rStyle"
NUMBERING: Final = _W + "numPr"
NUMBERING_ID: Final = _W + "numId"
NUMBERING_LEVEL: Final = _W + "ilvl"
OUTLINE_LEVEL: Final = _W + "outlineLvl"
HIDDEN: Final = _W + "vanish"
GRID_SPAN: Final = _W + "gridSpan"
GRID_BEFORE: Final = _W + "gridBefore"
VERTICAL_MERGE: Final = _W + "vMerge"
HORIZONTAL_MERGE: Final = _W + "hMerge"
CELL_DELETED: Final = _W + "cellDel"
TABLE_HEADER: Final = _W + "tblHeader"
HEADER_REFERENCE: Final = _W + "headerReference"
FOOTER_REFERENCE: Final = _W + "footerReference"
TITLE_PAGE: Final = _W + "titlePg"
EVEN_AND_ODD: Final = _W + "evenAndOddHeaders"
FOOTNOTE: Final = _W + "footnote"
ENDNOTE: Final = _W + "endnote"

# styles and numbering
STYLE: Final = _W + "style"
STYLE_ID: Final = _W + "styleId"
STYLE_NAME: Final = _W + "name"
BASED_ON: Final = _W + "basedOn"
DEFAULT: Final = _W + "default"
ABSTRACT_NUMBERING: Final = _W + "abstractNum"
ABSTRACT_NUMBERING_ID: Final = _W + "abstractNumId"
NUMBERING_INSTANCE: Final = _W + "num"
NUMBERING_STYLE_LINK: Final = _W + "numStyleLink"
LEVEL: Final = _W + "lvl"
LEVEL_OVERRIDE: Final = _W + "lvlOverride"
START_OVERRIDE: Final = _W + "startOverride"
START: Final = _W + "start"
NUMBER_FORMAT: Final = _W + "numFmt"
LEVEL_TEXT: Final = _W + "lvlText"
LEVEL_RESTART: Final = _W + "lvlRestart"
LEVEL_SUFFIX: Final = _W + "suff"
LEGAL_NUMBERING: Final = _W + "isLgl"

# attributes
VALUE: Final = _W + "val"
TYPE: Final = _W + "type"
ID: Final = _W + "id"
CHARACTER: Final = _W + "char"
FONT: Final = _W + "font"
FIELD_CHARACTER_TYPE: Final = _W + "fldCharType"
SIMPLE_INSTRUCTION: Final = _W + "instr"
FORMAT: Final = _W + "format"
RELATIONSHIP_ID: Final = _RELATIONSHIPS + "id"

_FALSE: Final = frozenset(("0", "false", "off"))


def is_on(element: object) -> bool:
    """Whether a toggle property is there and not switched off (17.17.4)."""
    return element is not None and element.get(VALUE) not in _FALSE  # type: ignore[attr-defined]


def number_in(element: object, attribute: str = VALUE) -> int | None:
    """The integer in an element's attribute; None when there is none."""
    value = None if element is None else element.get(attribute)  # type: ignore[attr-defined]
    try:
        return None if value is None else int(value[:12])
    except ValueError:
        return None

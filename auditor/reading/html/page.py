"""Goes through the tree of a page and collects its text in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from selectolax.lexbor import LexborHTMLParser

from auditor.model import Block, BlockKind, Cell
from auditor.reading.assembly import TextBuilder
from auditor.reading.html.elements import BLOCKS, DROPPED
from auditor.reading.html.roots import content_root, page_title, squeezed
from auditor.reading.html.tables import grid, is_frame, rows_of
from auditor.reading.limits import Limits
from auditor.reading.number_formats import render
from auditor.reading.result import Content

Node = Any

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_HIDING_STYLE: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_WIDE: Final = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026]"
_SOURCE_LINE_END: Final = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n\f]*(?={_WIDE})")
_OWN_NUMBER: Final = re.compile(
    r"[（(]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[、.．)）]|[①-⑳]|第[一二三四五六七八九十百\d]+[条章]"
)
_FRAME_OF_SITE: Final = re.compile(
    r"(?:^|[\s_-])(?:top|head|header|nav|navbar|menu|foot|footer|crumbs?|breadcrumbs?|copyright|sidebar|side|share|"
    r"search|toolbar|banner|pagination|related|position|login|friendlink|links?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PRINTED_MARGINS: Final = ("header", "footer")  # how LibreOffice marks running heads when it saves a page
_LINK_LISTS: Final = ("ul", "ol", "dl")
_FEW_WORDS: Final = 200
_MANY_LINKS: Final = 4

# CSS list-style-type and HTML type → the name of the number format and the mark after it.
_LIST_STYLES: Final = {
    "cjk-ideographic": ("chineseCountingThousand", "、"),
    "simp-chinese-informal": ("chineseCountingThousand", "、"),
    "trad-chinese-informal": ("chineseCountingThousand", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "、"),
    "trad-chinese-formal": ("ideographLegalTraditional", "、"),
    "cjk-decimal": ("ideographDigital", "、"),
    "cjk-heavenly-stem": ("ideographTraditional", "、"),
    "cjk-earthly-branch": ("ideographZodiac", "、"),
    "decimal-leading-zero": ("decimalZero", ". "),
    "lower-roman": ("lowerRoman", ". "),
    "upper-roman": ("upperRoman", ". "),
    "lower-alpha": ("lowerLetter", ". "),
    "upper-alpha": ("upperLetter", ". "),
    "lower-latin": ("lowerLetter", ". "),
    "upper-latin": ("upperLetter", ". "),
    "i": ("lowerRoman", ". "),
    "I": ("upperRoman", ". "),
    "a": ("lowerLetter", ". "),
    "A": ("upperLetter", ". "),
}
_LIST_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.IGNORECASE)


def read_page(html: str, limits: Limits) -> Content:
    """Text and blocks of the article of a page; of the whole body when no article can be told."""
    parser = LexborHTMLParser(html)
    body = parser.body
    if body is None:
        return Content("", ())
    root = content_root(body)
    walker = _PageWalker(limits, whole_page=root is None)
    walker.walk(body if root is None else root)
    content = walker.builder.content()
    title = page_title(parser, root)
    if not title or not content.blocks or _begins_with(content, squeezed(title)):
        return content
    heading = Block(0, len(title), "heading", 1)
    return Content(f"{title}\n{content.text}", (heading, *_moved(content.blocks, len(title) + 1)))


def _begins_with(content: Content, title: str) -> bool:
    """Whether the first lines are the title, perhaps broken over some; a sentence that names it is not."""
    first = [squeezed(content.text[block.start : block.end]) for block in content.blocks[:_TITLE_BLOCKS]]
    lines = [line for line in first if len(line) <= len(title) + _SLACK]
    return title in "".join(lines)


_TITLE_BLOCKS = 8
_SLACK = 12
"""Characters by which a line may be longer than the title that it holds."""


def _moved(blocks: tuple[Block, ...], by: int) -> Iterator[Block]:
    for block in blocks:
        yield msgspec.structs.replace(block, start=block.start + by, end=block.end + by)


class _PageWalker:
    """One pass over an element; it never recurses but into the cells of a table, which hold none."""

    def __init__(self, limits: Limits, *, whole_page: bool) -> None:
        self.builder = TextBuilder(limits)
        self._limits = limits
        self._whole_page = whole_page
        self._pieces: list[str] = []
        self._level: int | None = None
        self._number = ""
        self._counters: dict[int, int] = {}  # list → the number of its next item
        self._preformatted = 0
        self._cell_lines: list[str] | None = None

    def walk(self, root: Node) -> None:
        """Read all that is inside `root`."""
        node, depth = root.first_child, 1
        if node is None:
            return
        while True:
            child = node.first_child if self._enter(node) else None
            if child is not None:
                node, depth = child, depth + 1
                continue
            self._leave(node)
            while node.next is None:
                node, depth = node.parent, depth - 1
                if depth == 0:
                    self._flush()
                    return
                self._leave(node)
            node = node.next

    def _enter(self, node: Node) -> bool:
        """Take in a node; whether to go into it."""
        if node.is_text_node:
            self._pieces.append(node.text_content or "")
            return False
        if not node.is_element_node:
            return False
        tag = node.tag
        if tag == "br":
            self._line_break()
            return False
        if tag in DROPPED or self._is_hidden(node) or (self._whole_page and _is_site_frame(node)):
            return False
        if tag in BLOCKS:
            self._flush()
            if tag in _HEADINGS:
                self._level = _HEADINGS[tag]
            elif tag == "li":
                self._number = self._item_number(node)
            elif tag == "table":
                return not self._table(node)
            elif tag == "pre":
                self._preformatted += 1
        return True

    def _leave(self, node: Node) -> None:
        tag = node.tag
        if tag in BLOCKS:
            self._flush()
            if tag in _HEADINGS:
                self._level = None
            elif tag == "pre" and self._preformatted:
                self._preformatted -= 1

    def _is_hidden(self, node: Node) -> bool:
        attributes = node.attributes
        if not attributes:
            return False
        style = attributes.get("style")
        if "hidden" in attributes or (style and _HIDING_STYLE.search(style)):
            return True
        return node.tag == "div" and attributes.get("title") in _PRINTED_MARGINS

    def _line_break(self) -> None:
        if self._level is not None:
            self._pieces.append("\v")  # a heading of two lines stays one heading
        else:
            self._flush()

    def _flush(self) -> None:
        """End the block whose words have been collected."""
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        if self._preformatted:
            for line in text.splitlines():
                self._block(line)
            return
        text = _BLANKS.sub(" ", _SOURCE_LINE_END.sub("", text)) if "\n" in text or "  " in text else text
        self._block(re.sub(r" ?\v ?", "\n", text) if "\v" in text else text)

    def _block(self, text: str) -> None:
        text = text.strip()
        if not text:
            return
        number, self._number = self._number, ""
        if number and _OWN_NUMBER.match(text):
            number = ""
        if self._cell_lines is not None:
            self._cell_lines.append(number + text)
        else:
            kind: BlockKind = "paragraph" if self._level is None else "heading"
            self.builder.add(text, kind, level=self._level, number=number)

    def _item_number(self, item: Node) -> str:
        """The number that a browser writes before an item of an ordered list."""
        parent = item.parent
        if parent is None or parent.tag != "ol":
            return ""
        attributes = parent.attributes
        value = _integer(item.attributes.get("value"))
        if value is None:
            value = self._counters.get(parent.mem_id)
        if value is None:
            value = _integer(attributes.get("start"))
        value = 1 if value is None else value
        self._counters[parent.mem_id] = value + 1
        match = _LIST_STYLE.search(attributes.get("style") or "")
        style = match[1].strip().lower() if match else attributes.get("type") or ""
        if style.startswith("none"):
            return ""
        name, mark = _LIST_STYLES.get(style, ("decimal", ". "))
        return render(value, name) + mark

    def _table(self, table: Node) -> bool:
        """Read a table of data; False for a table that only arranges the page."""
        rows = rows_of(table)
        if self._cell_lines is not None or is_frame(table, rows):
            return False
        caption = table.css_first("caption")
        if caption is not None:
            self.walk(caption)
        for row in grid(rows, self.builder.new_table(), self._limits):
            self.builder.begin_row()
            for node, place in row:
                self.builder.begin_cell()
                self._cell(node, place)
            self.builder.end_row()
        return True

    def _cell(self, node: Node, place: Cell) -> None:
        lines: list[str] = []
        self._cell_lines = lines
        self.walk(node)
        self._cell_lines = None
        self.builder.add("\n".join(lines), "cell", cell=place)


def _integer(value: str | None) -> int | None:
    try:
        return None if value is None else int(value.strip()[:9])
    except ValueError:
        return None


def _is_site_frame(node: Node) -> bool:
    """Whether an element of a page without a known article is the site's own: menus, links, the foot."""
    attributes = node.attributes
    named = _FRAME_OF_SITE.search(f"{attributes.get('id') or ''} {attributes.get('class') or ''}")
    if not named and node.tag not in (*_LINK_LISTS, "header"):
        return False
    words = len(node.text(strip=True))
    links = node.css("a")
    in_links = sum(len(link.text(strip=True)) for link in links)
    if named:
        return words - in_links < _FEW_WORDS and node.css_first("h1") is None
    if node.tag == "header":
        return node.css_first("h1, h2") is None
    return len(links) >= _MANY_LINKS and in_links * 10 >= words * 8

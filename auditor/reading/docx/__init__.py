"""Word documents (.docx), read by a walker of our own over the XML of the package.

No library on PyPI renders Chinese automatic numbers, and python-docx loses inserted text.

`read` gives text and blocks; `locate` says which run of which part each stretch of that text comes
from, so that comments can be put into the document at the same places.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from auditor.model import BlockKind
from auditor.reading.archive import Archive
from auditor.reading.docx import names as w
from auditor.reading.docx.numbering import Numbering
from auditor.reading.docx.package import Package
from auditor.reading.docx.styles import Styles
from auditor.reading.docx.walker import Walker
from auditor.reading.limits import DEFAULT_LIMITS, Limits
from auditor.reading.markup import Element
from auditor.reading.result import Content, refuse
from auditor.reading.sniffing import is_compound

_NOTES = (("footnotes", w.FOOTNOTE, w.FOOTNOTE_REFERENCE), ("endnotes", w.ENDNOTE, w.ENDNOTE_REFERENCE))


class RunPlace(msgspec.Struct, frozen=True):
    """A stretch of the text and the run that holds it.

    `part` is a name in the package (`word/document.xml`), `path` an XPath in that part with the
    part's own namespace prefixes.  Offsets are code points, `end` exclusive.
    """

    start: int
    end: int
    part: str
    path: str


def read(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Content:
    """Body, then footnotes and endnotes, then headers and footers.  Raises UnreadableFile."""
    walker, has_pictures = _walk(data, limits)
    content = walker.builder.content()
    if not content.blocks:
        if has_pictures:
            refuse("no-text-layer", "文档里只有图片，没有文字，可能是扫描件。请先做文字识别（OCR）。")
        refuse("no-text", "文档可以打开，但里面没有文字。请换上有内容的文件。")
    return content


def locate(data: bytes, limits: Limits = DEFAULT_LIMITS) -> tuple[RunPlace, ...]:
    """Where each run's text stands in the text that `read` gives, in order of the text.

    Automatic numbers and the joints between blocks belong to no run.  Raises UnreadableFile.
    """
    walker, _has_pictures = _walk(data, limits)
    return tuple(
        RunPlace(place.start, place.end, place.part, place.run.getroottree().getpath(place.run))
        for place in walker.runs
    )


def _walk(data: bytes, limits: Limits) -> tuple[Walker, bool]:
    if is_compound(data):  # Office wraps an encrypted document in an OLE file
        refuse("encrypted", "文档设有打开密码。请去掉密码后重试。")
    with Archive(data, limits) as archive:
        package = Package(archive, limits)
        styles = Styles(_root(package.related("styles")))
        walker = Walker(styles, Numbering(_root(package.related("numbering")), styles), limits)
        body = package.xml(package.main).find(w.BODY)
        if body is None:
            refuse("broken", "文档缺少正文部件，已损坏。请用原软件打开并另存后重试。")
        walker.walk(body, package.main)
        _walk_notes(walker, package)
        _walk_headers(walker, package)
        return walker, package.has_pictures


def _root(part: tuple[str, Element] | None) -> Element | None:
    return None if part is None else part[1]


def _walk_notes(walker: Walker, package: Package) -> None:
    """The notes that the body refers to, in order of reference; separators and orphans are not read."""
    for kind, tag, reference in _NOTES:
        wanted = [identifier for name, identifier in walker.notes_referred if name == reference]
        part = package.related(kind) if wanted else None
        if part is None:
            continue
        name, root = part
        by_id = {element.get(w.ID): element for element in root.iterchildren(tag)}
        for identifier in dict.fromkeys(wanted):
            if identifier in by_id:
                walker.walk(by_id[identifier], name, "footnote")


def _walk_headers(walker: Walker, package: Package) -> None:
    """Headers and footers that some page shows, each part once and equal ones once."""
    settings = _root(package.related("settings"))
    even_and_odd = settings is not None and w.is_on(settings.find(w.EVEN_AND_ODD))
    seen_parts: set[str] = set()
    seen_texts: set[str] = set()
    kinds: tuple[tuple[str, BlockKind], ...] = (
        (w.HEADER_REFERENCE, "page-header"),
        (w.FOOTER_REFERENCE, "page-footer"),
    )
    for tag, kind in kinds:
        for section in walker.sections:
            for identifier in _shown_references(section, tag, even_and_odd):
                part = package.by_id(identifier)
                if part is None or part[0] in seen_parts:
                    continue
                seen_parts.add(part[0])
                text = "".join(element.text or "" for element in part[1].iter(w.TEXT))
                if text not in seen_texts:
                    seen_texts.add(text)
                    walker.walk(part[1], part[0], kind)


def _shown_references(section: Element, tag: str, even_and_odd: bool) -> Iterator[str]:
    first_page = w.is_on(section.find(w.TITLE_PAGE))
    for reference in section.iterchildren(tag):
        kind = reference.get(w.TYPE, "default")
        if (kind == "first" and not first_page) or (kind == "even" and not even_and_odd):
            continue
        yield reference.get(w.RELATIONSHIP_ID, "")

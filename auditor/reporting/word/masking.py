"""Hides personal identifiers in a copy of a Word file, in whatever part of the package they stand.

The audited text was masked before anything was made from it; a copy of the author's own file has to be
masked too.  Characters are replaced one to one, so that offsets of findings stay right.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml import etree

from auditor.facts import privacy
from auditor.reporting.word.anchors import Element

_TEXTS: Final = frozenset(("t", "delText", "instrText"))
"""Elements whose texts make up a paragraph; Word cuts a number into several of them at will."""

_DIGITS: Final = re.compile(rb"[0-9]{3}|\xef\xbc[\x90-\x99]")


def masked(data: bytes) -> bytes:
    """The package with all personal identifiers hidden; the same bytes when it holds none.

    Raises BadZipFile for what is no package.  Parts that are no XML (pictures, embedded files) stay.
    """
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                content = package.read(entry)
                hidden = _masked_part(content) if _DIGITS.search(content) else content
                if hidden is not content:
                    changed[entry.filename] = hidden
        return _rewritten(package, changed) if changed else data


def _rewritten(package: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as written:
        for entry in package.infolist():
            content = changed.get(entry.filename)
            data = package.read(entry) if content is None else content
            written.writestr(copy.copy(entry), data, entry.compress_type)
    return output.getvalue()


def _masked_part(content: bytes) -> bytes:
    """The part with its identifiers hidden; the very same object when there are none."""
    try:
        root = etree.fromstring(
            content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
        )
    except etree.XMLSyntaxError:
        return content
    found = [_mask_texts(group) for group in _groups(root)]
    found += [_mask_attributes(element) for element in root.iter(etree.Element)]
    if not any(found):
        return content
    whole: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)
    return whole


def _groups(root: Element) -> Iterator[Sequence[Element]]:
    """Elements whose texts are read on end: those of a paragraph together, any other alone."""
    paragraphs: dict[tuple[Element, str], list[Element]] = {}
    for element in root.iter(etree.Element):
        if not element.text:
            continue
        name = etree.QName(element).localname
        if name in _TEXTS:
            around = next((one for one in element.iterancestors() if etree.QName(one).localname == "p"), root)
            paragraphs.setdefault((around, name), []).append(element)
        else:
            yield (element,)
    yield from paragraphs.values()


def _mask_texts(elements: Iterable[Element]) -> bool:
    elements = list(elements)
    whole = "".join(element.text for element in elements)
    hidden = privacy.masked_words(whole)
    if hidden == whole:
        return False
    at = 0
    for element in elements:
        length = len(element.text)
        element.text = hidden[at : at + length]
        at += length
    return True


def _mask_attributes(element: Element) -> bool:
    changed = False
    for name, value in element.attrib.items():
        hidden = privacy.masked_words(value)
        if hidden != value:
            element.set(name, hidden)
            changed = True
    return changed

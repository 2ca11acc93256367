"""Parsing XML parts that may have been made to do harm: no entities, no DTD, no network."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from auditor.reading.limits import Limits, check_elements, refuse_depth
from auditor.reading.result import refuse

Element = Any
"""An lxml element; lxml itself comes without types."""

_PARSER_DEPTH: Final = 256  # where libxml2 stops by itself
_EXTERNAL: Final = re.compile(rb"<!(?:ENTITY|DOCTYPE)[^>\[]{0,400}\b(?:SYSTEM|PUBLIC)\b", re.IGNORECASE)
_DOCUMENT_TYPE: Final = b"<!DOCTYPE"


def parse(data: bytes, part: str, limits: Limits) -> Element:
    """The root element of an XML part; comments and processing instructions are left out.

    Raises UnreadableFile: `entity-bomb` or `external-entity` for a document type of its own (no
    office format has one), `too-large`, `too-deep`, `broken`.
    """
    check_part(data, part, limits)
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            refuse_depth(_PARSER_DEPTH)
        refuse(
            "broken",
            "文件的部件“{part}”不是完整的XML（{reason}）。请用原软件打开并另存后重试。",
            part=part,
            reason=error,
        )


def check_part(data: bytes, part: str, limits: Limits) -> None:
    """What `parse` checks before parsing, for parts that a library parses by itself."""
    plain = data.replace(b"\0", b"") if b"\0" in data[:64] else data  # the scan sees UTF-16 as ASCII
    if _DOCUMENT_TYPE in plain:
        _refuse_document_type(plain, part)
    check_elements(plain.count(b"<") // 2, limits)


def _refuse_document_type(data: bytes, part: str) -> None:
    if _EXTERNAL.search(data):
        refuse(
            "external-entity",
            "文件的部件“{part}”引用外部实体，可能是恶意构造的文件。请勿打开，向来源核实。",
            part=part,
        )
    refuse(
        "entity-bomb",
        "文件的部件“{part}”自行定义实体，可能是恶意构造的文件。请勿打开，向来源核实。",
        part=part,
    )

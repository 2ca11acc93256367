"""Names of WordprocessingML and its package that comments need (ECMA-376 parts 1 and 2)."""

from __future__ import annotations

from typing import Final

WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"

COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
DOCUMENT_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
STYLES_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"

OFFICE_RELATIONSHIP: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
STRICT_OFFICE_RELATIONSHIP: Final = "http://purl.oclc.org/ooxml/officeDocument/relationships/"

"""Lines of text as a page shows them, and how they make paragraphs again."""

from __future__ import annotations

import re
from typing import Final

_PAGE_NUMBER: Final = re.compile(
    r"[\s\-—–－―·•./|~]*(?:第|page)?[\s\-—–－―·•./|]*"
    r"(?:[\d０-９]{1,4}|[ivxlc]{1,6}|[一二三四五六七八九十百〇零]{1,5})?[\s\-—–－―·•./|]*页?"
    r"[\s\-—–－―·•./|,，]*(?:共|/|of)?[\s\-—–－―·•./|]*[\d０-９]{0,4}[\s\-—–－―·•./|]*页?[\s\-—–－―·•./|~]*",
    re.IGNORECASE,
)


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but a page number: `- 3 -`, `第3页 共10页`, `3/10`."""
    return len(text) <= 40 and _PAGE_NUMBER.fullmatch(text) is not None

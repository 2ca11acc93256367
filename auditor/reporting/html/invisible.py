"""Characters that turn or hide the words around them, and how they are named instead."""

from __future__ import annotations

import re
from typing import Final

INVISIBLE: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
"""Controls that turn or hide the words around them; elements.js has the same list."""


def named(control: re.Match[str]) -> str:
    """The control's code point, as U+202E."""
    return f"U+{ord(control[0]):04X}"

"""How the elements of a page are read, from elements.toml."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Final

_TABLE: Final = tomllib.loads((resources.files("auditor.reading.html") / "elements.toml").read_text("utf-8"))

DROPPED: Final = frozenset(_TABLE["dropped"])
BLOCKS: Final = frozenset(_TABLE["blocks"])
NOT_NESTING: Final = frozenset(_TABLE["not_nesting"])

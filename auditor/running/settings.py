"""What the engine is told about a run: the settings, resolved from command line and configuration."""

from __future__ import annotations

from typing import Final

import msgspec

from auditor.model import Severity

MEMORY: Final = 1000
"""MB that the search for shared passages may take unless the configuration says otherwise."""

TIME_LIMIT: Final = 60.0
"""Seconds that one document may take unless the configuration says otherwise."""


class Settings(msgspec.Struct, frozen=True):
    """Everything that shapes a run except where its outputs go.

    `jobs` is the number of worker processes, None for one a core.  `time_limit` is in seconds for one
    document; `memory` is in MB, for what holds all documents at once.  `severity` overrides severities by
    check id or family; `ignore_in` maps a glob on document paths to checks and families that are not
    reported there.  `texts` keeps the documents' texts for the reports.  `passed_over` are files and folders
    that a walk leaves out: the output, the state …
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    jobs: int | None = None
    time_limit: float = TIME_LIMIT
    memory: int = MEMORY
    lang: str = "zh"
    min_confidence: float = 0.0
    severity: dict[str, Severity] = {}
    ignore_in: dict[str, tuple[str, ...]] = {}
    manifest: str | None = None
    baseline: str | None = None
    decisions: str | None = None
    state: str | None = None
    tables: str | None = None
    texts: bool = True
    passed_over: tuple[str, ...] = ()

"""A run in a process of its own that is killed when so many documents have been kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = """
import os, sys
import auditor
from auditor.running.state import State

reports, state, select, count, *plugins = sys.argv[1:]
keep = State.keep
kept = []


def keep_and_die(self, planned, outcome, before):
    entry = keep(self, planned, outcome, before)
    self.flush()
    kept.append(planned)
    if len(kept) == int(count):
        os.kill(os.getpid(), 9)
    return entry


State.keep = keep_and_die
auditor.audit([reports], state=state, plugins=plugins, select=[select], jobs=2)
"""


def killed_while_reading(
    reports: Path, state: Path, select: str, kept: int, plugins: Sequence[Path] = ()
) -> None:
    """Audit a folder until `kept` documents lie in the state folder, and die there by SIGKILL."""
    arguments = [str(reports), str(state), select, str(kept), *map(str, plugins)]
    assert subprocess.run([sys.executable, "-c", _PROGRAM, *arguments], check=False).returncode == -9

"""What a nightly run costs: the whole audit of a corpus, then again when one document in a hundred has changed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.bench import documents

CHANGED: Final = 100
"""One document in so many is changed before the second run."""

BOUND: Final = 0.10
"""The share of the cold run's time that the warm one may take."""

SEED: Final = 3


def measure(count: int, jobs: int) -> float:
    """Audit `count` reports cold and warm; print both, and give the warm run's share of the cold one's time."""
    with tempfile.TemporaryDirectory(prefix="auditor-bench-") as name:
        folder = Path(name) / "reports"
        folder.mkdir()
        documents.write(folder, count, SEED)
        cold = _run(folder, jobs)
        for file in sorted(folder.iterdir())[::CHANGED]:
            file.write_text(file.read_text("utf-8") + "\n附：联系人为局办公室。\n", "utf-8")
        warm = _run(folder, jobs)
        content = json.loads((folder.parent / "out" / "run.json").read_text("utf-8"))
    share = warm / cold
    print(
        f"every check on {count} documents: cold {cold:.1f} s, with one in {CHANGED} changed {warm:.1f} s "
        f"({share:.1%}, must be under {BOUND:.0%}; {content['reused']} taken from the state folder)\n"
        + "".join(f"    {seconds:8.2f}  {stage}\n" for stage, seconds in content["stages"].items()),
        end="",
        flush=True,
    )
    return share


def _run(folder: Path, jobs: int) -> float:
    """Seconds by the clock of `auditor run` with a state folder, as a nightly script calls it."""
    output, state = folder.parent / "out", folder.parent / "state"
    command = [sys.executable, "-m", "auditor", "run", str(folder), "-o", str(output), "--state", str(state)]
    options = ["--format", "json", "--fail-on", "never", "--jobs", str(jobs), "-q"]
    started = time.perf_counter()
    subprocess.run([*command, *options], check=True)
    return time.perf_counter() - started

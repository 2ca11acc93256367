"""How fast the audit is, beside the floor measured in the same run.

make bench                          10,000 reports of about 12 KB; every check
make bench ARGS="--documents 400 --select jurisdiction,time"
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tests.bench import documents, floor

FOUNDATION = (
    "foreign-place,foreign-statute,heading-year,conflicting-count,repeated-passage,conversion-residue"
)
STAGES = (
    ("six checks", FOUNDATION, 12),
    ("with jurisdiction, time, citations", f"{FOUNDATION},jurisdiction,time,citations", 15),
    ("with numbers", f"{FOUNDATION},jurisdiction,time,citations,numbers", 18),
    ("every check", "", 20),
)
"""Each with what is selected, and the share of the floor per core (1/n) that it must reach."""

WORKER_LIMIT = 200
"""MB that a worker may take at most; pages that it shares with its siblings count by their share."""

LOOK_EVERY = 0.25
"""Seconds between two looks at the workers' memory."""


class Measured(msgspec.Struct, frozen=True):
    """One run: seconds by the clock and of the processor, run.json, peak MB of the parent and of a worker."""

    seconds: float
    processor: float
    run: dict[str, object]
    parent: float
    worker: float


def main() -> int:
    """Measure, print, and give 1 when a share or the memory does not hold."""
    given = _arguments()
    with tempfile.TemporaryDirectory(prefix="auditor-bench-") as name:
        folder = Path(name) / "reports"
        folder.mkdir()
        size = documents.write(folder, given.documents, given.seed)
        files = sorted(folder.iterdir())
        floor.seconds(files[:200])  # warm
        best = min(floor.seconds(files) for _ in range(3))
        print(
            f"{given.documents} documents, {size / given.documents / 1000:.1f} KB each, {given.jobs} processes"
        )
        print(f"floor (one core): {given.documents / best:.0f} documents/s, {size / best / 1e6:.1f} MB/s")
        stages = [("selected", given.select, 0)] if given.select else STAGES
        holds = [_stage(stage, folder, size, best, given) for stage in stages]
        if not given.select:
            _commands(files[:5], Path(name))
    return 0 if all(holds) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--select", default="", help="only these checks and families")
    return parser.parse_args()


def _stage(
    stage: tuple[str, str, int], folder: Path, size: int, best: float, given: argparse.Namespace
) -> bool:
    """One run with a selection of checks; whether its share of the floor and its memory hold."""
    title, select, least = stage
    measured = _run(folder, select, given.jobs)
    cores = min(given.jobs, os.cpu_count() or 1)
    times = measured.seconds * cores / best
    rate = given.documents / measured.seconds
    print(
        f"\n{title}: {measured.seconds:.2f} s, {rate:.0f} documents/s, {size / measured.seconds / 1e6:.1f} MB/s"
    )
    wanted = f" (must be 1/{least})" if least else ""
    print(
        f"  1/{times:.1f} of the floor per core{wanted}; by processor time 1/{measured.processor / best:.1f}"
    )
    print(f"  peak memory: parent {measured.parent:.0f} MB, a worker {measured.worker:.0f} MB")
    if title in ("every check", "selected"):
        _details(measured.run, given.documents)
    return (not least or times <= least) and measured.worker < WORKER_LIMIT


def _details(run: Mapping[str, object], count: int) -> None:
    """Where the time went: by stage, by step of a document and by check."""
    for name in ("stages", "work", "checks"):
        parts = run[name]
        assert isinstance(parts, dict)
        print(f"  {name}:" + (" seconds" if name == "stages" else " µs a document, on one core"))
        for part, seconds in sorted(parts.items(), key=lambda entry: -entry[1]):
            value = f"{seconds:8.2f}" if name == "stages" else f"{seconds / count * 1e6:8.0f}"
            print(f"    {value}  {part}")


_PROGRAM = """
import atexit, os, resource
from auditor.cli import main


def tell():
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open(os.environ["AUDITOR_BENCH_MEMORY"], "w") as file:
        print(f"{own} {sum(os.times()[:4])}", file=file)


atexit.register(tell)
main()
"""


def _run(folder: Path, select: str, jobs: int) -> Measured:
    """`auditor run` without HTML and without kept results, in a process of its own."""
    output = folder.parent / "out"
    memory = folder.parent / "memory"
    command = ["run", str(folder), "-o", str(output), "--format", "json", "--no-cache", "-q"]
    command += ["--fail-on", "never", "--jobs", str(jobs), *(["--select", select] if select else [])]
    started = time.perf_counter()
    worker = 0
    environment = {**os.environ, "AUDITOR_BENCH_MEMORY": str(memory)}
    with subprocess.Popen([sys.executable, "-c", _PROGRAM, *command], env=environment) as run:
        while run.poll() is None:
            worker = max(worker, *map(_memory, _children(run.pid)), 0)
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(LOOK_EVERY)
    seconds = time.perf_counter() - started
    if run.returncode:
        raise subprocess.CalledProcessError(run.returncode, command)
    own, processor = map(float, memory.read_text().split())
    content = json.loads((output / "run.json").read_text("utf-8"))
    return Measured(seconds, processor, content, own / 1024, worker / 1024)


def _children(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return []


def _memory(process: str) -> int:
    """The kilobytes that a process holds, of pages that it shares its share; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _commands(files: Sequence[Path], folder: Path) -> None:
    """The time that a person waits: for --help, and for five reports with HTML."""
    run = [sys.executable, "-m", "auditor"]
    reports = [*run, "run", *map(str, files), "-o", str(folder / "five"), "--no-cache", "--fail-on", "never"]
    for title, command in (("auditor --help", [*run, "--help"]), ("five reports with HTML", reports)):
        seconds = min(_timed(command) for _ in range(3))
        print(f"{title}: {seconds:.2f} s")


def _timed(command: Sequence[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())

"""How fast shared passages are found, how that grows, and what a nightly run costs; beside LSH libraries.

make bench-corpus                                   10,000 and 100,000 documents of 12 KB
make bench-corpus ARGS="--documents 1000000 --compare 0 --warm 0"
"""

from __future__ import annotations

import argparse
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import chain, pairwise
from typing import Any, Final, TypeAlias

import msgspec
import numpy as np

from auditor.evaluation import reuse_corpus
from auditor.evaluation.reuse_corpus import Planted
from auditor.facts import winnowing
from auditor.model import Document, DocumentSummary
from auditor.running.plan import PlannedDocument
from auditor.running.reuse import shared_passages
from auditor.running.texts import Place, SpooledTexts, TextWriter
from auditor.running.worker import read_again
from tests.bench import warm

SEED: Final = 1
BATCH: Final = 200
GROWTH: Final = 1.15
"""The exponent of time over documents that must hold."""

BOUNDS: Final = {10_000: 8.0, 100_000: 90.0}
"""Seconds that the stage may take, by documents."""


class Made(msgspec.Struct, frozen=True):
    """A document that was put aside, with the processor seconds of its fingerprints."""

    number: int
    place: Place
    characters: int
    truth: Planted | None
    seconds: float


def _made(folder: str, start: int, end: int) -> list[Made]:
    """Make documents and put them aside as the audit's workers do."""
    writer = TextWriter(folder)
    made = []
    for number in range(start, end):
        text, truth = reuse_corpus.text_of(SEED, number)
        document = Document(text)
        started = time.process_time()
        fingerprints = winnowing.of(document).tobytes()
        seconds = time.process_time() - started
        made.append(Made(number, writer.put(text, document.blocks, fingerprints), len(text), truth, seconds))
    return made


def _documents(folder: str, count: int, jobs: int) -> Iterator[Made]:
    starts = range(0, count, BATCH)
    with ProcessPoolExecutor(jobs) as pool:
        yield from chain.from_iterable(
            pool.map(_made, [folder] * len(starts), starts, [min(count, at + BATCH) for at in starts])
        )


def _summary(made: Made) -> DocumentSummary:
    name = str(made.number)
    return DocumentSummary(name, f"{name}.txt", "", "txt", made.characters, "audited")


def measure(count: int, jobs: int, memory: int) -> float:
    """Run the stage on so many documents; print its figures and give its seconds."""
    with tempfile.TemporaryDirectory(prefix="auditor-bench-") as folder:
        texts = SpooledTexts(read_again, folder)
        summaries, truths, fingerprints = [], [], 0.0
        for made in _documents(folder, count, jobs):
            texts.add(PlannedDocument(str(made.number), "", ""), made.place)
            summaries.append(_summary(made))
            truths += [made.truth] if made.truth else []
            fingerprints += made.seconds
        started = time.perf_counter()
        shared = shared_passages(summaries, texts, memory * 1_000_000, jobs, None)
        joined = time.perf_counter() - started
    seconds = fingerprints / jobs + joined
    score = reuse_corpus.judged(count, truths, shared.passages)
    found = sum(hits for hits, _ in score.ways.values())
    peak = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    ) / 1024
    print(
        f"{count} documents: {seconds:.1f} s (fingerprints {fingerprints / count * 1e6:.0f} µs of processor time a "
        f"document on {jobs} processes, join and alignment {joined:.1f} s), peak {peak:.0f} MB, "
        f"recall {found / max(1, len(truths)):.3f}, precision {score.precision:.3f}",
        flush=True,
    )
    return seconds


Pairs: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
"""Which documents share a paragraph: a square of one row and one column a document."""


class _Paragraphs:
    """The paragraphs of a corpus, the documents they stand in, and the pairs of documents that do share one.

    Wording common to all is left out: LSH libraries have no cap for it, and would pair everything.
    """

    def __init__(self, count: int) -> None:
        made = [reuse_corpus.text_of(SEED, number) for number in range(count)]
        common = frozenset(reuse_corpus.common_wording())
        paragraphs = [(number, line) for number, (text, _) in enumerate(made) for line in text.split("\n")]
        self.lines = [(number, line) for number, line in paragraphs if len(line) >= 60 and line not in common]
        self.documents = np.array([number for number, _ in self.lines])
        self.truths = [(truth.source, truth.copy) for _, truth in made if truth]
        self.count = count

    def pairs(self) -> Pairs:
        return np.zeros((self.count, self.count), bool)


def _grams(line: str) -> list[str]:
    return [line[at : at + 6] for at in range(len(line) - 5)]


def _datasketch(paragraphs: _Paragraphs) -> Pairs:
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    found = paragraphs.pairs()
    for at, (number, line) in enumerate(paragraphs.lines):
        sketch = MinHash(num_perm=128)
        sketch.update_batch([gram.encode() for gram in _grams(line)])
        found[paragraphs.documents[lsh.query(sketch)], number] = True
        lsh.insert(at, sketch)
    return found


def _rensa(paragraphs: _Paragraphs) -> Pairs:
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=32)
    found = paragraphs.pairs()
    for at, (number, line) in enumerate(paragraphs.lines):
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update(_grams(line))
        found[paragraphs.documents[lsh.query(sketch)], number] = True
        lsh.insert(at, sketch)
    return found


METHODS: Final[dict[str, Callable[[_Paragraphs], Pairs]]] = {"datasketch": _datasketch, "rensa": _rensa}


def compare(name: str, count: int) -> None:
    """The same corpus through an LSH library; one that is not installed is named."""
    paragraphs = _Paragraphs(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    try:
        found = METHODS[name](paragraphs)
    except ImportError:
        print(f"  {name}: not installed (pip install {name})")
        return
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    np.fill_diagonal(found, False)
    hits = sum(bool(found[pair]) for pair in paragraphs.truths)
    print(
        f"  {name} LSH on the same {count} documents without their common wording: {seconds:.1f} s, {peak / 1024:.0f} MB, "
        f"recall {hits / max(1, len(paragraphs.truths)):.3f}, precision {hits / max(1, int(found.sum())):.3f}",
        flush=True,
    )


def _apart(given: argparse.Namespace, *arguments: str) -> str:
    """What one measurement prints in a process of its own, whose peak of memory is its own."""
    command = [sys.executable, "-m", "tests.bench.corpus", *arguments]
    options = ["--jobs", str(given.jobs), "--memory", str(given.memory)]
    return subprocess.run([*command, *options], check=True, stdout=subprocess.PIPE, text=True).stdout


def _measured(given: argparse.Namespace, count: int) -> float:
    *lines, seconds = _apart(given, "--one", str(count)).splitlines()
    print("\n".join(lines), flush=True)
    return float(seconds)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench-corpus")
    parser.add_argument("--documents", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument(
        "--compare", type=int, default=10_000, help="documents for the LSH libraries; 0 for none"
    )
    parser.add_argument("--warm", type=int, default=10_000, help="documents audited twice; 0 for none")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--memory", type=int, default=1_000, help="MB for the join")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--method", choices=METHODS, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Measure, print, and give 1 when the growth or a bound does not hold."""
    given = _arguments()
    if given.method:
        compare(given.method, given.compare)
        return 0
    if given.one:
        print(measure(given.one, given.jobs, given.memory))
        return 0
    times = []
    for count in given.documents:
        times.append((count, _measured(given, count)))
        if count == given.compare:
            for method in METHODS:
                print(_apart(given, "--method", method, "--compare", str(count)), end="", flush=True)
    holds = all(seconds < BOUNDS.get(count, math.inf) for count, seconds in times)
    for (count, seconds), (more, longer) in pairwise(times):
        exponent = math.log(longer / seconds) / math.log(more / count)
        print(f"growth from {count} to {more}: N^{exponent:.2f} (must be at most N^{GROWTH})", flush=True)
        holds = holds and exponent <= GROWTH
    return 0 if (not given.warm or warm.measure(given.warm, given.jobs) < warm.BOUND) and holds else 1


if __name__ == "__main__":
    sys.exit(main())

"""The stretches that two documents share, found in paragraphs that may share some."""

from __future__ import annotations

import bisect
import functools
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Any, Final, NamedTuple

import daachorse
import numpy as np
from rapidfuzz import fuzz

from auditor.checking.shared_passages.table import SharedPassage
from auditor.facts import alignment
from auditor.facts.alignment import Letters, Run
from auditor.facts.passages import Repeat, to_clause, without_shadows
from auditor.model import Block, Document, fold

LEAST_LETTERS: Final = 60
"""Letters of prose, set phrases and titles left out, that both sides must have."""

LEAST_EQUAL_LETTERS: Final = 36
"""Of these letters, those that must be equal: sixty edited by 15% keep about so many in runs."""

LEAST_EQUAL: Final = 0.35
"""The part of the longer side that must be runs of eight and more: 15% edited leaves about half."""

LEAST_ALIKE: Final = 0.7
"""Least similarity (rapidfuzz's ratio, 0 to 1) of the two stretches."""

LEAST_SENTENCE: Final = 14
"""Letters of a run that counts as a sentence moved elsewhere in its paragraph."""

_FENCE: Final = alignment.LARGEST_GAP + 1

Array = np.ndarray[Any, np.dtype[Any]]


class Source(NamedTuple):
    """A document as it is aligned: its id, its text and its blocks."""

    id: str
    text: str
    blocks: Sequence[Block]


class PairOfDocuments(NamedTuple):
    """Two documents by their numbers, with the blocks of each that may share something."""

    first: int
    second: int
    first_blocks: tuple[int, ...]
    second_blocks: tuple[int, ...]


def pairs_of(rows: Array) -> list[PairOfDocuments]:
    """Candidates (document, paragraph, document, paragraph) gathered by pair of documents, in order."""
    if not len(rows):
        return []
    rows = rows[np.lexsort((rows[:, 3], rows[:, 1], rows[:, 2], rows[:, 0]))]
    changed = (np.diff(rows[:, 0]) != 0) | (np.diff(rows[:, 2]) != 0)
    return [
        PairOfDocuments(
            int(part[0, 0]),
            int(part[0, 2]),
            tuple(np.unique(part[:, 1]).tolist()),
            tuple(np.unique(part[:, 3]).tolist()),
        )
        for part in np.split(rows, np.flatnonzero(changed) + 1)
    ]


@functools.cache
def _set_phrases() -> daachorse.CharwiseDoubleArrayAhoCorasick:
    file = resources.files("auditor.checking.shared_passages") / "set_phrases.toml"
    phrases = tomllib.loads(file.read_text("utf-8"))["phrases"]
    return daachorse.CharwiseDoubleArrayAhoCorasick(
        [fold(phrase) for phrase in phrases], daachorse.MATCH_KIND_LEFTMOST_LONGEST
    )


class LaidOut(NamedTuple):
    """Letters of a document, and which of them are prose: 1, not 0, outside titles and set phrases."""

    letters: Letters
    prose: Array


class Sheet:
    """A document laid out for aligning: the letters of those blocks that are asked for."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._starts = [block.start for block in source.blocks]
        self._laid_out: dict[int, LaidOut] = {}

    def block_at(self, offset: int) -> int:
        """The number of the block that an offset stands in."""
        return bisect.bisect_right(self._starts, offset) - 1

    def of_blocks(self, numbers: Sequence[int], fence: int) -> LaidOut:
        """The letters of some blocks, one after the other.

        Where blocks were left out, so many letters of the code `fence` stand that no run leads across.
        """
        pieces: list[LaidOut] = []
        for at, number in enumerate(numbers):
            if at and number != numbers[at - 1] + 1:
                start = self.source.blocks[number].start
                letters = Letters(np.full(_FENCE, fence), np.full(_FENCE, start))
                pieces.append(LaidOut(letters, np.zeros(_FENCE, np.int64)))
            pieces.append(self._of_block(number))
        return LaidOut(
            Letters(
                np.concatenate([piece.letters.codes for piece in pieces]),
                np.concatenate([piece.letters.offsets for piece in pieces]),
            ),
            np.concatenate([piece.prose for piece in pieces]),
        )

    def _of_block(self, number: int) -> LaidOut:
        if number not in self._laid_out:
            block = self.source.blocks[number]
            alone = Document(self.source.text[block.start : block.end], blocks=())
            found = alignment.letters(alone)
            counts = np.ones(len(alone.text), np.int64)
            for start, end, _ in _set_phrases().find(alone.folded):
                counts[start:end] = 0
            self._laid_out[number] = LaidOut(
                Letters(found.codes, found.offsets + block.start),
                alignment.prose(alone, found) & counts[found.offsets],
            )
        return self._laid_out[number]


def aligned(pair: PairOfDocuments, first: Sheet, second: Sheet) -> Iterator[SharedPassage]:
    """The passages that two documents share in the blocks of `pair`, in order of the first."""
    one, other = first.of_blocks(pair.first_blocks, 1), second.of_blocks(pair.second_blocks, 2)
    runs = alignment.joined(alignment.between(one.letters.codes, other.letters.codes))
    found = [_repeat(run, one, other) for run in runs if _is_passage(run, one, other)]
    for run in _reordered(runs, first, second, one, other):
        repeat = _repeat(run, one, other)
        if not any(repeat.first.overlaps(known.first) for known in found):
            found.append(repeat)
    for repeat in without_shadows(found):
        left = to_clause(first.source.text, repeat.first)
        right = to_clause(second.source.text, repeat.second)
        text, other_text = (
            first.source.text[left.start : left.end],
            second.source.text[right.start : right.end],
        )
        # Sentences in another order are alike by what runs on, not by the ratio.
        in_runs = min(1.0, repeat.letters / max(1, min(len(text), len(other_text))))
        alike = round(max(fuzz.ratio(text, other_text) / 100, in_runs), 3)
        if alike >= LEAST_ALIKE:
            yield SharedPassage(
                first.source.id, left, text, second.source.id, right, other_text, repeat.letters, alike
            )


def _repeat(run: Run, one: LaidOut, other: LaidOut) -> Repeat:
    return Repeat(
        one.letters.span(run.first, run.first_end),
        other.letters.span(run.second, run.second_end),
        run.shared,
    )


def _is_passage(run: Run, one: LaidOut, other: LaidOut) -> bool:
    """Whether enough of a run is equal, and enough of it neither a title in 《》 nor a set phrase."""
    length, other_length = run.first_end - run.first, run.second_end - run.second
    if run.shared < LEAST_EQUAL * max(length, other_length):
        return False
    prose = int(one.prose[run.first : run.first_end].sum())
    other_prose = int(other.prose[run.second : run.second_end].sum())
    equal_prose = run.shared - min(length - prose, other_length - other_prose)
    return min(prose, other_prose) >= LEAST_LETTERS and equal_prose >= LEAST_EQUAL_LETTERS


def _reordered(
    runs: Iterable[Run], first: Sheet, second: Sheet, one: LaidOut, other: LaidOut
) -> Iterator[Run]:
    """Paragraphs whose sentences stand in another order: runs of one pair of blocks, taken together."""
    by_blocks: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        if run.shared >= LEAST_SENTENCE:
            key = (
                first.block_at(int(one.letters.offsets[run.first])),
                second.block_at(int(other.letters.offsets[run.second])),
            )
            by_blocks.setdefault(key, []).append(run)
    for group in by_blocks.values():
        if len(group) > 1:
            whole = Run(
                min(run.first for run in group),
                min(run.second for run in group),
                max(run.first_end for run in group),
                max(run.second_end for run in group),
                sum(run.shared for run in group),
            )
            length = max(whole.first_end - whole.first, whole.second_end - whole.second)
            if whole.shared >= LEAST_ALIKE * length and _is_passage(whole, one, other):
                yield whole

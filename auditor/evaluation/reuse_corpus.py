"""Corpora with planted reuse and its truth, the same for the same seed, and how much of it is found.

A document has some thirty paragraphs of words drawn freely, and three of wording common to all.
One in `RATE` has a paragraph of an earlier document, copied in one of six ways.
"""

from __future__ import annotations

import functools
import random
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from typing import Final, Literal, get_args

import msgspec

from auditor.checking.shared_passages import SharedPassage, among
from auditor.model import Document, Span
from auditor.reference.divisions import register

Way = Literal["exact", "place", "numbers", "edited-5", "edited-15", "reordered"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)

RATE: Final = 5
"""One document in so many has a copied paragraph; the source is one of the `REACH` before it."""

REACH: Final = 40
PARAGRAPHS: Final = 33
DOCUMENTS: Final = 1_200
"""Documents that the evaluation makes: each way is planted forty times."""

_CLAUSES: Final = 8
"""Clauses of a paragraph, four to a sentence."""

_CLAUSE: Final = 6
"""Words of a clause, of two characters each."""


class Planted(msgspec.Struct, frozen=True):
    """A paragraph that was copied: where it was taken from and where it stands, by number of document."""

    way: Way
    source: int
    source_span: Span
    copy: int
    copy_span: Span


class ReuseScore(msgspec.Struct, frozen=True):
    """What was found of planted reuse: (found, planted) by way, and passages told against those true.

    `common` counts passages that are wording common to the corpus.
    """

    documents: int
    ways: dict[Way, tuple[int, int]]
    told: int
    true: int
    common: int

    @property
    def precision(self) -> float:
        return self.true / self.told if self.told else 1.0


@functools.cache
def _words() -> dict[str, list[str]]:
    file = resources.files("auditor.evaluation") / "reuse_words.toml"
    return tomllib.loads(file.read_text("utf-8"))


@functools.cache
def _places() -> list[str]:
    return sorted({one.name for one in register.everything() if one.level == 3 and one.current})


def common_wording() -> list[str]:
    """The paragraphs that stand in many documents of every corpus."""
    return _words()["common"]


def _chance(seed: int, number: int, what: str) -> random.Random:
    return random.Random(f"{seed} {number} {what}")


def place_of(seed: int, number: int) -> str:
    """The county whose report a document is."""
    return _chance(seed, number, "place").choice(_places())


def _paragraphs(seed: int, number: int) -> list[str]:
    """A document's own paragraphs, in which its place and figures stand."""
    chance = _chance(seed, number, "text")
    place = place_of(seed, number)
    words = chance.choices(_words()["words"], k=PARAGRAPHS * _CLAUSES * _CLAUSE)
    figures = chance.choices(range(2, 980), k=PARAGRAPHS * _CLAUSES)
    paragraphs = []
    at = 0
    for _ in range(PARAGRAPHS):
        clauses = []
        for clause in range(_CLAUSES):
            own = "".join(words[at * _CLAUSE : (at + 1) * _CLAUSE])
            figure = f"{figures[at]}处" if clause % 3 else ""
            mark = "。" if clause % 4 == 3 else "，"
            clauses.append(f"{place if clause == 2 else ''}{own}{figure}{mark}")
            at += 1
        paragraphs.append("".join(clauses))
    return paragraphs


def _copied(seed: int, number: int) -> tuple[Way, int, int] | None:
    """How, from which document and which of its paragraphs this document copies; None when it does not."""
    if number < REACH or number % RATE:
        return None
    chance = _chance(seed, number, "copy")
    source = number - chance.randrange(1, REACH)
    source -= source % RATE == 0  # a copy is not copied again
    return WAYS[number // RATE % len(WAYS)], source, chance.randrange(2, PARAGRAPHS - 2)


def _changed(way: Way, text: str, seed: int, number: int, source: int) -> str:
    chance = _chance(seed, number, way)
    if way == "place":
        return text.replace(place_of(seed, source), place_of(seed, number))
    if way == "numbers":
        return "".join(chance.choice("123456789") if one.isdigit() else one for one in text)
    if way == "reordered":
        sentences = text.removesuffix("。").split("。")
        return "。".join(sentences[1:] + sentences[:1]) + "。"
    if way == "exact":
        return text
    share = 0.05 if way == "edited-5" else 0.15
    letters = "".join(_words()["words"])
    return "".join(_edited(one, letters, chance) if chance.random() < share else one for one in text)


def _edited(letter: str, letters: str, chance: random.Random) -> str:
    """One character edited: another in its place, none, or one more."""
    return chance.choice(
        (chance.choice(letters), chance.choice(letters), "", letter + chance.choice(letters))
    )


def text_of(seed: int, number: int) -> tuple[str, Planted | None]:
    """The text of a document, and the truth about what it copies."""
    paragraphs = _paragraphs(seed, number)
    common = common_wording()
    for at in range(3):
        paragraphs[10 * at] = common[(number + at) % len(common)]
    copied = _copied(seed, number)
    lines = [f"{place_of(seed, number)}水利局{2015 + number % 10}年工作总结", *paragraphs]
    if copied is None:
        return "\n".join(lines), None
    way, source, paragraph = copied
    paragraph += paragraph % 10 == 0
    taken = _paragraphs(seed, source)[paragraph]
    lines[1 + paragraph] = _changed(way, taken, seed, number, source)
    text = "\n".join(lines)
    return text, Planted(
        way, source, _line(text_of(seed, source)[0], 1 + paragraph), number, _line(text, 1 + paragraph)
    )


def _line(text: str, number: int) -> Span:
    start = 0
    for _ in range(number):
        start = text.index("\n", start) + 1
    end = text.find("\n", start)
    return Span(start, end if end >= 0 else len(text))


def score(documents: int = DOCUMENTS, seed: int = 1) -> ReuseScore:
    """Make a corpus, look for its shared passages, and hold them to the truth."""
    made = [text_of(seed, number) for number in range(documents)]
    shared = among([Document(text, id=str(number)) for number, (text, _) in enumerate(made)])
    return judged(documents, [truth for _, truth in made if truth], shared.passages)


def judged(documents: int, truths: Sequence[Planted], passages: Iterable[SharedPassage]) -> ReuseScore:
    """Hold passages, whose documents are named by their numbers, to what was planted."""
    expected: dict[tuple[int, int], Planted] = {(one.source, one.copy): one for one in truths}
    found: set[tuple[int, int]] = set()
    told = true = common = 0
    wordings = tuple(one[:40] for one in _words()["common"])
    for passage in passages:
        told += 1
        key = int(passage.first), int(passage.second)
        truth = expected.get(key)
        if (
            truth
            and _half(passage.first_span, truth.source_span)
            and _half(passage.second_span, truth.copy_span)
        ):
            true += 1
            found.add(key)
        common += any(wording in passage.first_text for wording in wordings)
    ways = {
        way: (
            sum(one.way == way and (one.source, one.copy) in found for one in truths),
            sum(one.way == way for one in truths),
        )
        for way in WAYS
    }
    return ReuseScore(documents, ways, told, true, common)


def _half(found: Span, planted: Span) -> bool:
    """Whether a stretch has at least half of what was planted, and hardly more."""
    common = min(found.end, planted.end) - max(found.start, planted.start)
    return 2 * common >= len(planted) and 2 * common >= len(found)


def told(score: ReuseScore) -> Iterator[tuple[str, int, int]]:
    """The figures as rows: the way or `precision`, hits, trials."""
    for way, (found, planted) in score.ways.items():
        yield way, found, planted
    yield "precision", score.true, score.told

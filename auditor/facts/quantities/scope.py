"""For when, for whom and in what sense a number is said to hold: read from the words before it when asked."""

from __future__ import annotations

import bisect
import functools
import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

import msgspec

from auditor.facts import periods
from auditor.facts.quantities.recognition import is_within
from auditor.facts.quantities.vocabulary import words
from auditor.model import Document, Span
from auditor.structure import sentences
from auditor.structure.dates import Period
from auditor.structure.words import Hit, WordList

_Said = Literal["time", "year", "body"]


@functools.cache
def _said_by() -> dict[str, _Said | None]:
    """Words that the automaton looks for → what they say; what a word of plans covers says nothing (明年底)."""
    group = words()
    said: dict[str, _Said | None] = dict.fromkeys(group.times, "time")
    return said | dict.fromkeys(group.own_bodies, "body") | dict.fromkeys(group.plan)


_AROUND: Final = WordList("words around numbers", lambda: _said_by())


class Surroundings:
    """The sentences of a document and its words of time and body, sorted out when one is asked for."""

    def __init__(self, document: Document, quoted: Sequence[tuple[int, int]]) -> None:
        self.folded = document.folded
        self._quoted = quoted
        self._sentences = sentences.of(document)
        self._hits = _AROUND.hits(document)
        self._periods: Sequence[Period] = periods.of(document)
        self._sorted: dict[_Said, tuple[list[Hit], list[int]]] = {}

    def sentence(self, at: int) -> Span:
        """The sentence in which an offset lies, or that ends last before it."""
        index = bisect.bisect_right(self._sentences, at, key=operator.attrgetter("start")) - 1
        return self._sentences[index] if index >= 0 else Span(0, len(self.folded))

    def last(self, said: _Said, before: int) -> Hit | None:
        """The last word of a kind that begins before an offset; words in quotations say nothing."""
        if said not in self._sorted:
            hits = [hit for hit in self._of_kind(said) if not is_within(hit.start, self._quoted)]
            self._sorted[said] = hits, [hit.start for hit in hits]
        hits, starts = self._sorted[said]
        index = bisect.bisect_left(starts, before)
        return hits[index - 1] if index else None

    def _of_kind(self, said: _Said) -> Iterator[Hit]:
        if said == "year":
            hits: Iterable[Hit] = (
                Hit(period.span.start, period.span.end, str(period.last))
                for period in self._periods
                if not period.is_range
            )
        else:
            kinds = _said_by()
            hits = (hit for hit in self._hits if kinds[hit.word] == said)
        for hit in hits:
            if said not in ("time", "year") or not _compares(self.folded, hit.start, hit.end):
                yield hit


_SINCE: Final = frozenset(("以来", "期间", "年来"))
_WHAT: Final = re.compile(r"[^,;:。、()\n]{1,10}$")
_NO_EVENT: Final = re.compile(
    r"(?:(?<![0-9])[0-9]{4} ?年(?:度|初)?|[0-9]月份?|[0-9]日|[今本当]年|年度|报告|[本在此])$"
)
"""What says no more than the year or a date of it before 以来 and 期间."""
_TERM: Final = re.compile(r"十?[一二三四五六七八九]五[”\"]")


def _since_what(folded: str, hit: Hit) -> str:
    """The words that 以来, 期间 or 年来 says the time of, "" for a date or nothing (2022年以来, 报告期间)."""
    what = _WHAT.search(folded, max(0, hit.start - 10), hit.start)
    if what is None or (hit.word == "年来" and not what.group()[-1].isdigit()):
        return ""
    if _NO_EVENT.search(what.group()):
        return ""
    term = _TERM.search(what.group())
    return term.group() if term is not None else what.group()


def _compares(folded: str, start: int, end: int) -> bool:
    """Whether a word of time only names what is compared with (较2021年, 比上年, 与去年同期相比)."""
    return folded[start - 1 : start] in ("比", "较", "与", "同") or folded.startswith("相比", end)


class Scope(msgspec.Struct, frozen=True):
    """For when, for whom and in what sense a number at `start` is said to hold.

    `plan` says that it is a target or a rule.
    """

    around: Surroundings
    start: int
    number_start: int
    plan: bool

    @property
    def year(self) -> int | None:
        """The nearest year named before the number in its paragraph; what a comparison names does not count."""
        last = self.around.last("year", self.start)
        while last is not None and last.start >= self._paragraph_start:
            if not self._is_aside(last):
                return int(last.word)
            last = self.around.last("year", last.start)
        return None

    @property
    def period(self) -> str:
        """The nearest other word of time in its paragraph (全年, 上半年, 春节期间, 换届以来), "" without one."""
        last = self.around.last("time", self.start)
        while last is not None and last.start >= self._paragraph_start:
            since = _since_what(self.around.folded, last) if last.word in _SINCE else ""
            if not since:
                return last.word
            if last.word != "期间" or _TERM.search(since) or self._is_in_sentence(last):
                return since + last.word
            last = self.around.last("time", last.start)
        return ""

    @property
    def body(self) -> str:
        """The area or body spoken of in its sentence (我局, 全县), "" without one."""
        last = self.around.last("body", self.start)
        return last.word if last is not None and self._is_in_sentence(last) else ""

    @property
    def _paragraph_start(self) -> int:
        return self.around.folded.rfind("\n", 0, self.number_start) + 1

    def _is_aside(self, hit: Hit) -> bool:
        """Whether a word stands in a bracket that closes before the number: (2023年193件) dates nothing else."""
        folded, start = self.around.folded, self._paragraph_start
        closes = folded.find(")", hit.end, self.start) >= 0
        return closes and folded.rfind("(", start, hit.start) > folded.rfind(")", start, hit.start)

    def _is_in_sentence(self, hit: Hit) -> bool:
        folded = self.around.folded
        return (
            folded.find("。", hit.start, self.number_start) < 0
            and folded.find("\n", hit.start, self.number_start) < 0
            and hit.start >= self.around.sentence(self.start).start
        )

"""同文异字: where two passages are one text, the few places where they differ, judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from auditor import CorpusCheck, Document, Evidence, Factor, Finding, Severity, Span
from auditor.checking.corpus import Corpus, DocumentCard, Row
from auditor.checking.shared_passages import SharedPassage
from auditor.facts import passages
from auditor.language import say
from auditor.structure import identity
from checks.reuse.divergences import Divergence, Reason, divergences

MOST_DIFFERENCES = 6
"""Judged differences of one pair of passages; where there are more, they were not meant to be one text."""

FIGURES_DIFFER = frozenset({"final-accounts", "budget"})
"""Kinds of report whose passages are made from one form, with figures that differ from item to item."""

_WEIGHTS: dict[Reason, float] = {
    "lost": 2.2,
    "doubled": 2.2,
    "transposed": 2.2,
    "swapped": 1.8,
    "body": 1.8,
    "figure": 1.2,
}


class _Side(msgspec.Struct, frozen=True):
    """One side of a difference, in its document."""

    document: str
    start: int
    end: int
    text: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class _Judged(msgspec.Struct, frozen=True):
    """A difference with the side that is wrong, or the later one, first."""

    reason: Reason
    wrong: _Side
    right: _Side
    known: bool
    word: str


class DivergingCopy(CorpusCheck):
    """Where two passages are one text, the few places where they differ, judged.

    ## Why it matters
    Each copy proofreads the other: the side that lost a character, has another body's name or another
    figure is wrong, and nobody read it through.

    ## Wrong
    「建设，强廉洁自律意识」 where the same passage elsewhere has 「加强廉洁自律意识」; 科创局 for 科技局; 「管理职权共23项」
    and again 「管理职权共20项」.

    ## Right
    Names, years and figures of two bodies' reports, which must differ; a clause that was reworded or
    shortened; figures of two items in one form (final accounts).

    ## False alarms
    A figure counted at two dates in passages that are otherwise one.

    ## Source
    Aligned passages (auditor/facts/passages.py, auditor/checking/shared_passages); words by the dictionary
    of segmentation.
    """

    id, title, family, severity = "diverging-copy", "同文异字", "reuse", Severity.WARNING
    needs_passages = True

    def collect(self, document: Document) -> Iterator[Row]:
        known = identity.of(document)
        own = known.issuer.parts.body if known.issuer else ""
        text = document.text
        told: set[tuple[str, str, str]] = set()
        for twin in passages.twins(document):
            first, second = document.slice(twin.first), document.slice(twin.second)
            judged = divergences(first, second, own, within=True)
            if known.kind.id in FIGURES_DIFFER or twin.letters < passages.LEAST_LETTERS:
                judged = [one for one in judged if one.reason != "figure"]
            judged = _once(judged, first, second, told)
            if not 0 < len(judged) <= MOST_DIFFERENCES:
                continue
            for one in judged:
                left = Span(twin.first.start + one.first.start, twin.first.start + one.first.end)
                right = Span(twin.second.start + one.second.start, twin.second.start + one.second.end)
                yield {
                    "reason": one.reason,
                    "wrong": one.wrong,
                    "word": one.right_word,
                    "first_start": left.start,
                    "first_end": left.end,
                    "first_text": text[left.start : left.end],
                    "second_start": right.start,
                    "second_end": right.end,
                    "second_text": text[right.start : right.end],
                }

    def inspect(self, corpus: Corpus) -> Iterator[Finding]:
        if not corpus.rows.empty:
            # All twins of a report come of one pasting: one finding with its places.
            for document, rows in corpus.rows.groupby("document", sort=False):
                judged = [_of_row(str(document), row) for row in rows.to_dict("records")]
                yield self._finding(corpus, judged, say("另一处"))
        for (first, second), shared in corpus.shared.pairs.items():
            yield from self._between(corpus, corpus.cards[first], corpus.cards[second], shared)

    def _between(
        self, corpus: Corpus, first: DocumentCard, second: DocumentCard, shared: Sequence[SharedPassage]
    ) -> Iterator[Finding]:
        for passage in shared:
            found = divergences(passage.first_text, passage.second_text, "", within=False)
            judged: dict[str, list[_Judged]] = {}
            for one in found if len(found) <= MOST_DIFFERENCES else ():
                sides = (
                    _side(first.id, passage.first_span.start, passage.first_text, one.first),
                    _side(second.id, passage.second_span.start, passage.second_text, one.second),
                )
                wrong, right = sides if one.wrong == 1 else sides[::-1]
                judged.setdefault(wrong.document, []).append(
                    _Judged(one.reason, wrong, right, one.wrong > 0, one.right_word)
                )
            for group in judged.values():
                other = corpus.cards[group[0].right.document]
                yield self._finding(corpus, group, say("{path}的同一段", path=other.path))

    def _finding(self, corpus: Corpus, judged: Sequence[_Judged], where: str) -> Finding:
        gravest = max(judged, key=lambda one: _WEIGHTS[one.reason])
        return self.finding(
            corpus.cards[gravest.wrong.document],
            gravest.wrong.span,
            gravest.wrong.text,
            "同一段文字，此处与{where}不一：{shown}。",
            where=where,
            shown="；".join(map(_told, judged)),
            evidence=[
                Evidence(one.right.document, one.right.start, one.right.end, one.right.text, "conflict")
                for one in (gravest, *(one for one in judged if one is not gravest))
            ],
            factors=[Factor(gravest.reason, _WEIGHTS[gravest.reason], _why(gravest))],
            suggestion="以正确的一处为准，统一两处文字。",
            places=[
                (one.wrong.span, one.wrong.text)
                for one in judged
                if one is not gravest and one.wrong.document == gravest.wrong.document
            ],
        )


def _once(
    judged: Sequence[Divergence], first: str, second: str, told: set[tuple[str, str, str]]
) -> list[Divergence]:
    """Differences that were not told yet: 23 against 20 once, however often it stands there."""
    new = []
    for one in judged:
        sides = sorted((first[one.first.start : one.first.end], second[one.second.start : one.second.end]))
        key = (one.reason, sides[0], sides[1])
        if key not in told:
            told.add(key)
            new.append(one)
    return new


def _of_row(document: str, row: Row) -> _Judged:
    first = _Side(document, _int(row["first_start"]), _int(row["first_end"]), str(row["first_text"]))
    second = _Side(document, _int(row["second_start"]), _int(row["second_end"]), str(row["second_text"]))
    side = _int(row["wrong"])
    wrong, right = (first, second) if side == 1 else (second, first)
    return _Judged(row["reason"], wrong, right, side > 0, str(row["word"]))  # type: ignore[arg-type]


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _side(document: str, base: int, text: str, span: Span) -> _Side:
    return _Side(document, base + span.start, base + span.end, text[span.start : span.end])


def _told(one: _Judged) -> str:
    return say("“{wrong}”对“{right}”（{why}）", wrong=one.wrong.text, right=one.right.text, why=_why(one))


def _why(one: _Judged) -> str:
    if one.reason == "lost":
        return say("此处漏字，应含“{word}”", word=one.word)
    if one.reason == "swapped":
        return say("此处疑为错字，另一处的“{word}”成词", word=one.word)
    if one.reason == "doubled":
        return say("此处叠字，应为“{word}”", word=one.word)
    if one.reason == "transposed" and not one.known:
        return say("字序不同，无法判断哪一处正确")
    if one.reason == "transposed":
        return say("此处字序颠倒，应为“{word}”", word=one.word)
    if one.reason == "body":
        return say("“{word}”是本单位", word=one.word)
    return say("数字不同，无法判断哪一处正确")

"""文内重复: a passage that stands twice in one report."""

from __future__ import annotations

from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, quote_evidence
from auditor.facts import passages
from auditor.facts.differences import differences
from auditor.facts.passages import Repeat
from auditor.language import say
from auditor.structure import kinds

LEAST_LETTERS_IN_A_FORM = 120
"""Letters that must stand twice in accounts, whose sections say the same of their sums by a prescribed form."""

_BY_FORM = frozenset({"budget", "final-accounts"})

MOST_SHOWN = 4
"""Differences quoted in the message; the audit marks them all."""


class RepeatedPassage(Check):
    """A passage that stands twice in one report, verbatim or lightly edited.

    ## Why it matters
    A report that says a passage twice was put together from pieces that nobody read through. Where the
    two differ, one of them is usually wrong.

    ## Wrong
    The paragraph on 政务公开 under 「二、」 stands again, a few words changed, under 「四、」. What was built last
    year stands again, with the same lengths and numbers, in the plan.

    ## Right
    Headings, set phrases and slogans, lists of law titles, tables, the prescribed sentences of accounts.

    ## False alarms
    A long set phrase of more than sixty characters that a report has reason to use twice.

    ## Source
    Sixty letters on one diagonal: measured on published reports, whose longest set phrases have about fifty.
    """

    id, title, family, severity = "repeated-passage", "文内重复", "reuse", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        repeats = passages.of(document)
        if kinds.of(document).id in _BY_FORM:
            repeats = tuple(one for one in repeats if one.letters >= LEAST_LETTERS_IN_A_FORM)
        else:
            repeats += passages.with_figures(document)
        for repeat in sorted(repeats, key=lambda one: (one.first, one.second)):
            yield self._finding(document, repeat)

    def _finding(self, document: Document, repeat: Repeat) -> Finding:
        first, second = document.slice(repeat.first), document.slice(repeat.second)
        line, _ = document.line_and_column(repeat.second.start)
        found = differences(first, second)
        shown = "；".join(
            say("“{one}”对“{other}”", one=one, other=other) for one, other in found[:MOST_SHOWN]
        )
        return self.finding(
            document,
            repeat.first,
            "“{beginning}……”一段（{letters}字）与第{line}行“{other}……”重复{differing}。",
            beginning=first[:24].replace("\n", ""),
            other=second[:24].replace("\n", ""),
            letters=repeat.letters,
            line=line,
            differing=say("，不同之处：{differences}", differences=shown) if shown else say("，一字不差"),
            evidence=[quote_evidence(document, repeat.second, "conflict")],
            factors=[
                Factor(
                    "shared-letters",
                    1.5 + min(3.0, repeat.letters / 100),
                    say("{letters}字相同", letters=repeat.letters),
                )
            ],
            suggestion="保留一处，删去或改写另一处；不同之处请核对哪一处正确。",
            places=[repeat.second],
        )

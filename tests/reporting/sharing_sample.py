"""Results with planted sharing: groups of made-up reports whose members have paragraphs in common."""

from __future__ import annotations

import random

from report_sample import SampleResult

from auditor.model import Severity

SYLLABLES = [chr(code) for code in range(0x4E00, 0x4E00 + 1500)]


def shared_result(documents: int, group: int = 12, partners: int = 6, alone: int = 3) -> SampleResult:
    """Groups of `group` reports, each sharing passages with up to `partners` before it; `alone` share none."""
    chance = random.Random(5)
    made = SampleResult()
    for number in range(documents + alone):
        leader = number - number % group
        shared = [
            "".join(random.Random(leader * 1000 + at).choices(SYLLABLES, k=80)) for at in range(partners)
        ]
        own = ["".join(chance.choices(SYLLABLES, k=120)) for _ in range(4)]
        issuer = f"{SYLLABLES[leader]}{SYLLABLES[number]}县农业农村局"
        name = made.document(
            f"{number}.txt", "\n".join([issuer, *shared, *own]), issuer=issuer, year=2018 + number % 6
        )
        if number >= documents:
            continue
        for step in range(1, min(partners, number - leader) + 1):
            other = f"d{number + 1 - step}"
            for words in shared[: partners + 1 - step]:
                made.finding(
                    name,
                    "copied-passage",
                    words,
                    "这一段与另一份报告相同。",
                    severity=Severity.WARNING,
                    evidence=(made.evidence(other, words, "source"),),
                )
    return made

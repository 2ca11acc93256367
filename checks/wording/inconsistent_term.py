"""One thing under two spellings in one report."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence, quote_evidence
from auditor.structure.words import Hit, WordList
from checks.wording import permutations
from checks.wording.tables import alternatives, rows
from checks.wording.windows import is_in_title

_RULE_OF_LAW = "法治/法制"
_COMPOUNDS = "宣传教育|宣传栏|宣传|建设|教育|意识|观念|培训|讲座|工作|氛围|学习|理念|环境|文化|课|副校长|课堂|专栏|素养|知识|业务|队伍"
"""What 法治 and 法制 both stand before; fixed terms with 法制 (法制审核, 法制机构) are not among them."""


class Concept(NamedTuple):
    """A row of `variants.tsv`: the spellings of one thing, and what must follow for them to be that thing."""

    name: str
    preferred: tuple[str, ...]
    others: tuple[str, ...]
    only_after: tuple[str, ...]
    severity: Severity
    reason: str


@functools.cache
def concepts() -> dict[str, Concept]:
    """Spelling → the concept it belongs to; 法治 and 法制 with all their compounds are one."""
    found = [
        Concept(
            row["concept"],
            alternatives(row["preferred"]),
            alternatives(row["others"]),
            alternatives(row["only_after"]),
            Severity(row["severity"]),
            row["reason"],
        )
        for row in rows("variants.tsv")
    ]
    found.append(
        Concept(
            _RULE_OF_LAW,
            tuple("法治" + compound for compound in alternatives(_COMPOUNDS)),
            tuple("法制" + compound for compound in alternatives(_COMPOUNDS)),
            (),
            Severity.NOTE,
            "2014年起规范表述为“法治宣传教育”“法治建设”等",
        )
    )
    return {form: concept for concept in found for form in (*concept.preferred, *concept.others)}


_FORMS = WordList("wording: spellings of one thing", lambda: concepts())


class InconsistentTerm(Check):
    """One thing written in two ways in one report.

    ## Why it matters
    Two spellings of one name make a reader ask whether two things are meant, and show that the parts of
    the report come from different hands.

    ## Wrong
    行政规范性文件 here and 行政性规范文件 there； “12.4” and “12·4”； 法制宣传教育 beside 法治宣传教育；
    法治建设领导小组 and 法治政府建设工作领导小组 for one body； 退役军人服务保障中心 and 退役军人保障服务中心

    ## Right
    one spelling throughout, whichever it is； titles in 《》； 法制审核, 法制机构 (fixed terms)； 全国法制宣传日 as a name

    ## False alarms
    Two bodies whose names differ by what this check takes for a variant.

    ## Source
    Each row of `variants.tsv` names the standard or document that fixes the spelling.
    """

    id, title, family, severity, version = "inconsistent-term", "用语不一", "wording", Severity.NOTE, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        known: list[Span] = []
        for forms in _spelt_in_two_ways(document):
            finding = self._of_concept(document, concepts()[next(iter(forms))], forms)
            if finding:
                known += [span for spans in forms.values() for span in spans]
                yield finding
        for pair in permutations.of(document):
            if not any(span.overlaps(other) for span in pair for other in known):
                yield self._permuted(document, pair)

    def _of_concept(
        self, document: Document, concept: Concept, forms: dict[str, list[Span]]
    ) -> Finding | None:
        usual = [form for form in forms if form in concept.preferred]
        if not usual and len(concept.preferred) == 1:
            usual = [max(forms, key=lambda form: len(forms[form]))]
        odd = [form for form in forms if form not in usual and form not in concept.preferred]
        if not usual or not odd:
            return None
        pair = next(((one, other) for one in odd for other in usual if one[2:] == other[2:]), None)
        graver = concept.name == _RULE_OF_LAW and pair is not None
        one, other = pair if pair and graver else (odd[0], usual[0])
        spans = [*forms[one], *sorted(span for form in odd if form != one for span in forms[form])]
        return self.finding(
            document,
            spans[0],
            "同一文中既作“{one}”，又作“{other}”：{reason}",
            evidence=[quote_evidence(document, forms[other][0], "conflict"), fact_evidence(concept.reason)],
            factors=[Factor("two-spellings", 2.2, "、".join(sorted(forms)))],
            suggestion="统一用语",
            severity=Severity.WARNING if graver else concept.severity,
            places=spans[1:],
            one=one.strip("“”"),
            other=other.strip("“”"),
            reason=concept.reason,
        )

    def _permuted(self, document: Document, pair: permutations.Permuted) -> Finding:
        return self.finding(
            document,
            pair.second,
            "同一用语前后字序不同：“{one}”与“{other}”",
            evidence=[quote_evidence(document, pair.first, "conflict")],
            factors=[Factor("same-characters", 1.2, document.slice(pair.second))],
            suggestion="核对并统一",
            severity=Severity.NOTE,
            one=document.slice(pair.second),
            other=document.slice(pair.first),
        )


def _spelt_in_two_ways(document: Document) -> list[dict[str, list[Span]]]:
    """For each concept of which the report has more than one spelling, their places."""
    table, hits = concepts(), _FORMS.hits(document)
    names = Counter([table[word].name for word in dict.fromkeys(hit.word for hit in hits)])
    spelt: dict[str, dict[str, list[Span]]] = {name: {} for name, forms in names.items() if forms > 1}
    for hit in hits if spelt else ():
        forms = spelt.get(table[hit.word].name)
        if forms is not None and _counts(document, hit):
            forms.setdefault(hit.word, []).append(Span(hit.start, hit.end))
    return [forms for forms in spelt.values() if len(forms) > 1]


def _counts(document: Document, hit: Hit) -> bool:
    """Whether a spelling is the report's own: not in a title in 《》, not the name of a day."""
    text, only_after = document.folded, concepts()[hit.word].only_after
    if only_after and not text.startswith(only_after, hit.end):
        return False
    if text.startswith("日", hit.end) and hit.word.startswith("法制"):
        return False
    return not is_in_title(text, hit.start)

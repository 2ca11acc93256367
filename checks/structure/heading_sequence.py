"""序号: gaps, repeats and restarts in the numbers of headings and points."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from auditor import Check, Document, Factor, Finding, Severity, quote_evidence
from auditor.language import say
from checks.structure import labelled, sequences
from checks.structure.sequences import Break

_MESSAGES: Final = {
    "gap": "“{here}”之前是“{before}”，序号不连续，缺“{expected}”。",
    "repeat": "“{here}”与前面的“{before}”序号重复，应为“{expected}”。",
    "wrong": "“{here}”排在“{before}”之后，序号应为“{expected}”。",
    "swap": "“{here}”排在“{before}”之后，与下一项序号颠倒，应为“{expected}”。",
    "late-start": "这一组从“{here}”开始，前面没有“{expected}”。",
    "restart": "“{before}”之后序号又从“{here}”开始，中间没有新的标题，应为“{expected}”。",
}
_REASONS: Final = {
    "gap": (2.2, "同级序号之间缺号"),
    "repeat": (3.0, "同级序号重复"),
    "wrong": (2.9, "后一项的序号表明这里应顺接"),
    "swap": (3.0, "相邻两项序号颠倒"),
    "late-start": (1.4, "同级序号不从一开始"),
    "restart": (1.2, "同级序号重新开始"),
}


class HeadingSequence(Check):
    """Gaps, repeats and restarts in 一、（一）1.（1） and in 一是…二是….

    ## Why it matters
    A lost number is often a lost section; a repeated one comes from text that was pasted in.

    ## Wrong
    （一）（二）（四）; 三、 twice; 一是…二是…四是… in one paragraph; 问题6 followed by 问题8.

    ## Right
    Lists that begin anew under a new heading, numbers that run on through all sections, a missing number
    that stands inside a paragraph, a table of contents, annexes with numbers of their own; labelled
    paragraphs of which several are left out (问题1, 问题4, 问题9: a choice).

    ## False alarms
    A heading whose number the writer set in a form that is not recognised.

    ## Source
    《党政机关公文格式》 (GB/T 9704—2012) 7.3.3: 结构层次序数依次用“一、”“（一）”“1.”“（1）”标注.
    """

    id, title, family, severity = "heading-sequence", "序号", "structure", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        for found in itertools.chain(sequences.breaks(document), labelled.breaks(document)):
            yield self._broken(document, found)

    def _broken(self, document: Document, found: Break) -> Finding:
        item, before = found.item, found.before
        weight, reason = _REASONS[found.fault]
        factors = [Factor(found.fault, weight, say(reason))]
        if found.also:
            factors.append(Factor("many", -2.0, say("同一组另有{count}处也不连续", count=len(found.also))))
        return self.finding(
            document,
            item.marker,
            _MESSAGES[found.fault],
            here=sequences.quote(document, item),
            before=sequences.quote(document, before) if before else "",
            expected=sequences.marker_with(document, item, found.expected),
            evidence=[quote_evidence(document, before.heading, "conflict")] if before else [],
            factors=factors,
            places=[one.marker for one in found.also],
            severity=Severity.NOTE if found.also else self.severity,
            suggestion="核对这里是否漏了一项，并改正序号。",
        )

"""序号格式: siblings whose numbers are written in different forms."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from auditor import Check, Document, Factor, Finding, Severity, quote_evidence
from auditor.language import say
from auditor.structure import outline
from auditor.structure.outline import Item
from checks.structure import sequences

_NUMBER: Final = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,2}(?:\.\d{1,2})*|[①-⒛㈠-㈩]")
_NOT_LISTED: Final = sequences.STEPS | sequences.UNNUMBERED
_SUPERFLUOUS: Final = re.compile(r"\)[、.,]$")


class MixedNumbering(Check):
    """Siblings whose numbers are written in different forms: 1、 and 2., （一） and 二）; and （一）、.

    ## Why it matters
    Two forms among siblings show that the parts come from different hands or were never read together.

    ## Wrong
    「1、健全决策机制」 and, as its sibling, 「2.严格文件管理」; 「一、」「二、」「3、」「四、」; 「（一）、」.

    ## Right
    One form in one list and another in the next; numbers of different levels; （一） and (一), which differ
    only in width, where the whole report does so.

    ## False alarms
    A quoted list inside a list.

    ## Source
    《标点符号用法》 (GB/T 15834—2011) 附录B.3: 序次语的形式; 《党政机关公文格式》 (GB/T 9704—2012) 7.3.3.
    """

    id, title, family, severity = "mixed-numbering", "序号格式", "structure", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        items, folded = outline.of(document).items, document.folded
        for at, before in sequences.strays(document).items():
            yield self._stray(document, items[at], before)
        superfluous = []
        for siblings in _lists(items):
            forms = [_form(folded[item.marker.start : item.marker.end]) for item in siblings]
            if len(set(forms)) > 1:
                yield from self._mixed(document, siblings, forms)
            elif _SUPERFLUOUS.search(forms[0]):
                superfluous += siblings
        if superfluous:
            yield self._superfluous(document, superfluous)

    def _mixed(self, document: Document, siblings: list[Item], forms: list[str]) -> Iterator[Finding]:
        usual = _usual(forms)
        model = siblings[forms.index(usual)]
        other = [item for item, form in zip(siblings, forms, strict=True) if form != usual]
        yield self.finding(
            document,
            other[0].marker,
            "同级序号“{here}”与“{model}”写法不一，共{count}处与多数不同。",
            here=document.slice(other[0].marker),
            model=document.slice(model.marker),
            count=len(other),
            evidence=[quote_evidence(document, model.marker, "conflict")],
            factors=[Factor("forms", 2.9, say("同一组序号用了两种写法"))],
            places=[item.marker for item in other[1:]],
            suggestion="同一层次的序号统一为一种写法。",
        )

    def _stray(self, document: Document, item: Item, before: Item) -> Finding:
        return self.finding(
            document,
            item.marker,
            "“{here}”接在“{before}”之后，却用了另一层次的序号，应为“{expected}”。",
            here=document.slice(item.marker),
            before=sequences.quote(document, before),
            expected=sequences.marker_with(document, before, item.value),
            evidence=[quote_evidence(document, before.heading, "conflict")],
            factors=[Factor("forms", 2.6, say("序号顺接上一项而写法属另一层次"))],
            suggestion="改用同一层次的序号。",
        )

    def _superfluous(self, document: Document, items: list[Item]) -> Finding:
        return self.finding(
            document,
            items[0].marker,
            "序号“{here}”带括号，后面不再加标点，共{count}处。",
            here=document.slice(items[0].marker),
            count=len(items),
            places=[item.marker for item in items[1:]],
            severity=Severity.NOTE,
            factors=[Factor("rule", 3.0, say("标点符号用法附录B：带括号的序次语后不加顿号"))],
            suggestion="删去括号后的标点。",
        )


def _lists(items: Sequence[Item]) -> list[list[Item]]:
    """Siblings in one list: where the numbers begin anew, another list begins."""
    lists: list[list[Item]] = []
    current: dict[tuple[int | None, str], list[Item]] = {}
    for item in items:
        if item.style in _NOT_LISTED:
            continue
        group = item.parent, item.style
        if item.value == 1 or group not in current:
            current[group] = []
            lists.append(current[group])
        current[group].append(item)
    return lists


@functools.lru_cache(maxsize=1024)
def _form(marker: str) -> str:
    """A marker, widths folded, without its number and without blanks: 2. → ⌷."""
    return _NUMBER.sub("⌷", marker.replace(" ", ""), count=1)


def _usual(forms: list[str]) -> str:
    """The form of most; of equals the one that comes first."""
    return max(Counter(forms).items(), key=lambda form: (form[1], -forms.index(form[0])))[0]

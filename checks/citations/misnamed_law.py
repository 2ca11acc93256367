"""名称错误: no law of this title exists, and one with a title near it does."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from auditor import Check, Document, Factor, Finding, Severity, fact_evidence
from auditor.facts import statutes
from auditor.facts.statutes import Citation
from auditor.language import say
from auditor.reference import laws
from auditor.reference.laws import Law

NATION = "中华人民共和国"
MOST_EDITS = 2
"""Characters by which a title may differ from the one that was meant: more is another title."""

LEAST_LIKE = 75.0
"""Likeness (rapidfuzz's ratio, 0 to 100) of the law that may have been meant by a title with a word too many."""

_LIKELY = 1.8
_SURE, _UNSURE = "，应为《{law}》", "，可能是《{law}》"

SHORTEST = 5
"""Letters of a title below which one edit makes another word of it (《工会法》, 《公会法》)."""

# What follows a law's own title in the titles of other works on it.
_NOT_ITSELF = re.compile(
    r"释义|解读|读本|汇编|问答|手册|教程|草案|征求意见|送审稿|讲座|宣传|知识|专题|案例|图解|全书|文本|修正案|决定|办法|细则|规定|规则|意见|通知|方案|解释|批复|标准|公约|协定|议定书|示范|决议|说明|报告|要点|计划|清单|指南"
)
_IMPLEMENTING = re.compile(rf"(?P<law>(?:{NATION})?[^《》〈〉]{{2,24}}法)实施(?:条例|细则|办法)$")
_FORMS = ("实施条例", "实施细则", "实施办法")
_NATIONAL = re.compile(r"^(?:中华人民共和国).{1,30}(?:法|法典|条例)$")


class MisnamedLaw(Check):
    """No such title, one near it exists: 《中国监察法》, 《政府信息公开条列》.

    ## Why it matters
    A law that does not exist cannot be a basis, and whoever wrote its name has not read it.

    ## Wrong
    《中国监察法》 (中华人民共和国监察法), 《中华人民共和国中华人民共和国宪法》, 《政府信息公开条列》, 《中华人民共和国
    科学技术进步发》, 《中华人民共和国民办教育促进法实施细则》 (实施条例).

    ## Right
    Usual short forms (《科技进步法》, 《宪法》), local acts that the register does not hold, books on a law,
    drafts, plans and campaigns.

    ## False alarms
    An act younger than the register.

    ## Source
    The register of laws, complete for national laws: auditor/reference/data/README.md.
    """

    id, title, family, severity = "misnamed-law", "名称错误", "citations", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        found: dict[str, list[Citation]] = defaultdict(list)
        for citation in statutes.of(document):
            if _judgeable(citation.title) or _implementing(citation.title) is not None:
                found[citation.title].append(citation)
        for title, citations in found.items():
            right, reason, weight = _meant(title)
            if reason:
                yield self._finding(document, citations, right, reason, weight)

    def _finding(
        self, document: Document, citations: list[Citation], right: Law | None, reason: str, weight: float
    ) -> Finding:
        first = citations[0]
        source = (
            f"《{right.title}》（{right.source}）" if right else say("国家法律、行政法规名录中没有这一名称")
        )
        return self.finding(
            document,
            first.span,
            "没有名为“{quote}”的法律法规：{reason}{meant}。",
            quote=document.slice(first.span),
            reason=reason,
            meant=say(_SURE if weight > _LIKELY else _UNSURE, law=right.title) if right else "",
            evidence=[fact_evidence(source)],
            factors=[Factor("no-such-title", weight, reason)],
            suggestion="改为{right}。" if right and weight > _LIKELY else "核对法律法规的名称。",
            right=f"《{right.title}》" if right else "",
            severity=Severity.ERROR if right and weight > _LIKELY else Severity.WARNING,
            places=[other.span for other in citations[1:]],
        )


def _judgeable(title: str) -> bool:
    """Whether a title claims to be a national law or regulation: no local act, no work about a law."""
    return (
        SHORTEST <= len(title) <= 40
        and laws.find(title) is None
        and not _NOT_ITSELF.search(title)
        and laws.region_of_title(title) is None
    )


def _meant(title: str) -> tuple[Law | None, str, float]:
    """The law that was meant, why the title is wrong, and the weight of it; no reason: it may be right."""
    if title.count(NATION) > 1:
        return laws.find(title.replace(NATION, "")), say("“中华人民共和国”重复"), 3.6
    for prefix in ("中国", "我国", "国家"):
        if title.startswith(prefix) and not title.startswith("中国共产党"):
            law = laws.find(title.removeprefix(prefix))
            if law is not None:
                return law, say("法律名称不以“{prefix}”开头", prefix=prefix), 3.2
    if not title.startswith(NATION) and OSA.distance(title[: len(NATION) - 1], NATION, score_cutoff=1) <= 1:
        law = laws.find(title[len(NATION) - 1 :])
        if law is not None:
            return law, say("“中华人民共和国”有误"), 3.4
    law = _implementing(title)
    if law is not None:
        return law, say("该法的实施性法规不是这一名称"), 3.0
    near = _near(title)
    if near is not None:
        return near, say("与现有名称只差一两个字"), 3.2
    if _NATIONAL.match(title):
        like = laws.nearest(title, 1, LEAST_LIKE)
        reason = say("国家法律、行政法规名录中查不到")
        return (like[0][0], reason, _LIKELY) if like else (None, reason, 1.2)
    return None, "", 0.0


def _implementing(title: str) -> Law | None:
    """The one act that implements the law of a title, when the title gives it another form: 实施细则 for 实施条例.

    A title without the state's name may be short for a province's own 实施办法.
    """
    match = _IMPLEMENTING.match(title)
    if match is None or (title.endswith("办法") and not title.startswith(NATION)) or laws.find(title):
        return None
    held = [law for form in _FORMS if (law := laws.find(match["law"] + form)) is not None]
    return held[0] if len(held) == 1 else None


def _near(title: str) -> Law | None:
    """The one law whose full or short title differs by an edit or two that no other title explains."""
    bare = title.removeprefix(NATION)
    allowed = 1 if len(bare) < 9 else MOST_EDITS
    candidates = []
    for law, _ in laws.nearest(title, 5):
        for name in (law.title.removeprefix(NATION), *law.short_titles):
            edits = OSA.distance(bare, name.removeprefix(NATION), score_cutoff=allowed)
            if 0 < edits <= allowed:
                candidates.append((edits, law))
    if not candidates:
        return None
    candidates.sort(key=lambda candidate: candidate[0])
    best = candidates[0]
    rivals = {law.title for edits, law in candidates if edits == best[0]}
    return best[1] if len(rivals) == 1 else None

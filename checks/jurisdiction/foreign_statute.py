"""外地法规: a local act of another place cited as this report's basis."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import get_args

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, fact_evidence
from auditor.facts import places, statutes
from auditor.facts.statutes import Citation
from auditor.reference import divisions, laws
from auditor.reference.divisions import Division
from auditor.structure import identity
from auditor.structure.identity import Jurisdiction
from checks.jurisdiction.foreign_place import own_evidence

# Words around a title that name another place's act as a model, a subject of exchange or of a lawsuit.
_MODEL = re.compile(
    r"借鉴|参考|考察|观摩|取经|经验|做法|对标|模式|比较|交流|学习[^。；《]{0,14}(?:先进|成功|创新)|协同立法|区域协同|兄弟"
)
# 参照 names a model too, unless what the act says is then done: 参照《……》第九条规定，对……予以通报.
_FOLLOWED = re.compile(r"参照(?:执行|适用)?$")
_AS_RULE = re.compile(
    r"^(?:\([^)]*\))?(?:第[一二三四五六七八九十百\d]+条)?[^,，。；《]{0,8}(?:规定|要求|标准|程序)[,，]"
)
_DRAWN_UP = re.compile(r"起草|制定|制订|拟定|拟订|草拟|修订|研究|出台|探索|编制|谋划|设计|印发")
_WINDOW = 40
_RELATIONS: tuple[places.Relation, ...] = get_args(places.Relation)


class ForeignStatute(Check):
    """A local statute, local rule or plan of another place cited as this report's basis.

    ## Why it matters
    A local act binds nobody outside its place. Cited as a basis elsewhere it has no force, and it shows
    whose report this one was copied from.

    ## Wrong
    「依据《甘肃省行政执法监督条例》开展检查」 in a report of a county in 山东.

    ## Right
    Acts of the own province, prefecture and county; national law; 「借鉴《浙江省……条例》的做法」. Where
    the report never says whose it is, acts that fit what was inferred are shown as a note with the chain
    of divisions, so that the reviewer can see why they fit.

    ## False alarms
    A title that only begins with a place's name, such as a book on another province.

    ## Source
    立法法第八十条至第九十三条: local regulations and rules hold within the own administrative area.
    """

    id, title, family, severity = "foreign-statute", "外地法规", "jurisdiction", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        known = identity.of(document)
        own = known.jurisdiction
        if own is None:
            raise NotApplicable("未能确定报告属于哪个行政区，无法判断外地法规")
        by_title: dict[str, list[tuple[Citation, Division]]] = defaultdict(list)
        for citation in statutes.of(document):
            regions = laws.regions_of_title(citation.title) if citation.genre != "other" else ()
            if regions:
                # Of several divisions of one name the one that is nearest to the report's own.
                nearest = min(
                    regions, key=lambda region: _RELATIONS.index(places.relation_of((region,), known))
                )
                by_title[citation.title].append((citation, nearest))
        for uses in by_title.values():
            finding = self._judge(document, own, uses)
            if finding is not None:
                yield finding

    def _judge(
        self, document: Document, own: Jurisdiction, uses: list[tuple[Citation, Division]]
    ) -> Finding | None:
        relation = places.relation_of((uses[0][1],), identity.of(document))
        if relation == "parent" and not own.stated:
            return self._fits(document, own, uses)
        if relation not in places.STRANGERS:
            return None
        cited = [use for use in uses if not _is_model(document, use[0])]
        return self._foreign(document, own, cited) if cited else None

    def _foreign(
        self, document: Document, own: Jurisdiction, uses: list[tuple[Citation, Division]]
    ) -> Finding:
        citation, region = uses[0]
        factors = [Factor("act-of-another-place", 3.4, "法规名称以外地地名开头")]
        if citation.genre in {"plan", "normative", "other"}:
            factors.append(Factor("not-a-statute", -0.8, "属于规划、通知类文件，可能只是提及"))
        if not own.stated:
            factors.append(Factor("place-inferred", -1.4, "报告未写明单位，其所属地区为推断"))
        certain = own.stated and citation.genre in {"law", "regulation", "rule"}
        return self.finding(
            document,
            citation.span,
            "引用的“{quote}”是{region}的法规文件，本报告属于{own}，该文件在本地没有效力。",
            quote=document.slice(citation.span),
            region=" → ".join(region.path),
            own=" → ".join(own.division.path),
            evidence=own_evidence(document, own),
            factors=factors,
            suggestion="改引{province}或国家的对应规定；如为学习借鉴外地做法，请在文中写明。",
            province=own.division.province,
            severity=Severity.ERROR if certain else Severity.WARNING,
            places=[other.span for other, _ in uses[1:]],
        )

    def _fits(self, document: Document, own: Jurisdiction, uses: list[tuple[Citation, Division]]) -> Finding:
        citation, region = uses[0]
        return self.finding(
            document,
            citation.span,
            "报告未写明是哪个单位的；所引“{quote}”是{region}的法规，由文中推断本报告属于{own}（{chain}），二者相符。",
            quote=document.slice(citation.span),
            region=region.name,
            own=own.division.name,
            chain=divisions.chain_text(own.division),
            evidence=[
                *own_evidence(document, own),
                fact_evidence(divisions.chain_text(own.division), "expected"),
            ],
            suggestion="请在标题或落款写明单位全称，以便确认法规适用。",
            severity=Severity.NOTE,
            confidence=own.confidence,
            places=[other.span for other, _ in uses[1:]],
        )


def _is_model(document: Document, citation: Citation) -> bool:
    before = document.text[max(0, citation.span.start - _WINDOW) : citation.span.start]
    after = document.text[citation.span.end : citation.span.end + _WINDOW]
    sentence_before = re.split(r"[。；\n]", before)[-1]
    sentence_after = re.split(r"[。；\n]", after)[0]
    if _FOLLOWED.search(sentence_before):
        return _AS_RULE.match(sentence_after) is None or _is_any(
            (_MODEL, _DRAWN_UP), sentence_before, sentence_after
        )
    return "参照" in sentence_before + sentence_after or _is_any((_MODEL,), sentence_before, sentence_after)


def _is_any(patterns: tuple[re.Pattern[str], ...], *parts: str) -> bool:
    return any(pattern.search(part) for pattern in patterns for part in parts)

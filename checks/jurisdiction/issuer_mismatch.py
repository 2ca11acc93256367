"""单位名称不一: title, sign-off, manifest and self-references name different bodies."""

from __future__ import annotations

import datetime
import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz

from auditor import (
    Check,
    Document,
    Factor,
    Finding,
    NotApplicable,
    Severity,
    Span,
    fact_evidence,
    quote_evidence,
)
from auditor.facts import statutes
from auditor.language import say, translated
from auditor.reference import bodies, divisions, terms
from auditor.structure import identity, names, signoff
from auditor.structure.identity import Identity, Issuer
from auditor.structure.names import BodyName
from auditor.structure.words import Hit, WordList
from checks.jurisdiction.foreign_place import issuer_evidence

# Slots in which a body can only be the report's own.  {body} is a body's name without its place.
_NAME = r"(?P<name>[^，,。；;、\n“”]{1,16}?(?:局|委员会|办公室|委|厅))"


class _Slot(NamedTuple):
    """A slot: found by a literal, then read `back` characters before it."""

    literal: str
    back: int
    pattern: re.Pattern[str]
    sure: bool = True


def _slot(literal: str, back: int, pattern: str, sure: bool = True) -> _Slot:
    return _Slot(literal, back, re.compile(pattern.replace("{name}", _NAME)), sure)


# What a report says of its own body at the beginning of a sentence; another body's work is told otherwise.
_OF_ITSELF = (
    r"[\n。；;]\s*{name}(?:党组|领导班子|机关)?(?:将(?:以此|继续|进一步|认真|始终|一如既往)|高度重视|始终坚持|坚持以|"
    r"认真贯彻|全年共?(?:开展|召开|办理|受理|组织)|成立了?[^。；;\n]{0,16}领导小组|召开(?:专题|党组)|党组召开|严格落实|切实履行|认真履行|深入学习)"
)


_OWN_SLOTS = (
    # 现将某局2022年度……情况报告如下
    _slot(
        "现将",
        0,
        r"现将{name}(?=关于|(?:19|20)\d\d|本年度|一年来|上一年度|法治|依法|政府信息|工作)[^，,。；;\n]{0,40}(?:如下|公布)",
    ),
    # 某局现将2022年工作情况报告如下
    _slot("现将", 26, r"[\n。；;]\s*{name}现将[^，,。；;\n]{0,40}(?:如下|公布)"),
    # 某局2022年审批项目142个
    _slot(
        "局20",
        24,
        r"[\n。；;]\s*{name}20\d\d年(?:度|全年)?[，,]?(?:共|审批|办理|受理|开展|召开|组织|收到|完成|查处|公开|培训)",
        sure=False,
    ),
    # 2022年，某局在……领导下
    _slot(
        "导下",
        60,
        r"[\n。；;]\s*(?:(?:19|20)\d\d年度?(?:以来)?[，,])?{name}(?:坚持)?在[^，,。；;\n]{2,24}(?:领导|指导)下",
    ),
    # 充分利用某局门户网站
    _slot("网站", 28, r"(?:利用|通过|依托|借助|运用|在){name}(?:的)?(?:门户网站|官方网站|政务网站|网站)"),
    _slot("公众号", 28, r"(?:利用|通过|依托|借助|运用|在){name}(?:的)?(?:微信公众号|公众号)"),
    # 由某局局长任组长
    _slot(
        "组长",
        50,
        r"(?:成立了?由|明确由?|确定由?|由|调整){name}(?:党组书记、?)?(?:局长|主任|主要负责人)(?:为|任|担任)[^，,。；;\n]{0,16}组长",
    ),
    _slot(
        "第一责任人",
        50,
        r"(?:明确由?|确定由?|由){name}(?:党组书记、?)?(?:局长|主任|主要负责人)(?:为|任|担任)[^，,。；;\n]{0,16}第一责任人",
    ),
    # 某局主要负责人认真履行
    _slot("主要负责人", 24, r"[\n。；;]\s*{name}(?:党政)?主要负责人(?:认真|切实|严格)?履行"),
    # 全年，某局未发生
    _slot("未发生", 34, r"(?:全年|本年度|(?:19|20)\d\d年度?)[，,]?{name}未发生"),
    _slot("没有发生", 34, r"(?:全年|本年度|(?:19|20)\d\d年度?)[，,]?{name}没有发生"),
    _slot("主动公开", 34, r"(?:全年|本年度|(?:19|20)\d\d年度?)[，,]?{name}主动公开"),
    # 某局高度重视法治建设，……
    *(
        _slot(literal, 24, _OF_ITSELF, sure=False)
        for literal in (
            "局将",
            "局高度",
            "局始终",
            "局坚持",
            "局认真",
            "局全年",
            "局成立",
            "局召开",
            "局党组",
            "局严格",
            "局切实",
            "局深入",
        )
    ),
)
_ALIKE = 50
"""Least similarity (0–100) of two short cores for one to be the other's misnaming: 科创 against 科技."""


class _Written(msgspec.Struct, frozen=True):
    """A body's name where only the issuer's can stand."""

    parts: BodyName
    span: Span
    where: str


class IssuerMismatch(Check):
    """Title, sign-off, self-references or manifest name different bodies.

    ## Why it matters
    A report has one author. A second name in the author's place is left from the file it was made of, or
    from before the last reform of the administration.

    ## Wrong
    科创局门户网站 in a report of a 科技局; the sign-off of another bureau; 「现将县教育局……报告如下」 in a report of
    the 科技局; 法制局 in 2019, when its work had gone to the 司法局.

    ## Right
    Full and short forms of one body (科学技术局/科技局), the party group of the same bureau, joint issuers,
    a government and its office, a body named as a partner.

    ## False alarms
    A bureau that bears two names (一个机构两块牌子).

    ## Source
    Forms of names: auditor/reference/data/bodies.tsv. Reforms with their years: terms.tsv.
    """

    id, title, family, severity = "issuer-mismatch", "单位名称不一", "jurisdiction", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        known = identity.of(document)
        if known.issuer is None:
            raise NotApplicable("标题、落款和正文都没有写明单位，无法核对单位名称")
        written = [*_written(document)]
        reported: list[Span] = []
        for finding in self._between_places(document, written):
            reported.append(finding.span)
            yield finding
        for finding in self._own_slots(document, known.issuer):
            if not any(finding.span.overlaps(span) for span in reported):
                reported.append(finding.span)
                yield finding
        yield from self._against_manifest(document, written)
        yield from self._abolished(document, known)

    def _between_places(self, document: Document, written: list[_Written]) -> Iterator[Finding]:
        """Title against sign-off and publisher."""
        for other in written[1:]:
            first = written[0]
            reason = _difference(first.parts, other.parts)
            if reason is None:
                continue
            yield self.finding(
                document,
                other.span,
                "{where}写的是“{quote}”，{first_where}写的是“{first}”：{reason}。",
                where=translated(other.where),
                quote=document.slice(other.span),
                first_where=translated(first.where),
                first=document.slice(first.span).replace("\n", ""),
                reason=reason,
                evidence=[quote_evidence(document, first.span, "identity")],
                factors=[Factor("two-issuers", 3.4 if other.where == "落款" else 1.8, reason)],
                suggestion="核对报告的制发单位，统一标题与落款。",
                severity=Severity.ERROR if other.where == "落款" else Severity.WARNING,
            )

    def _own_slots(self, document: Document, issuer: Issuer) -> Iterator[Finding]:
        """Another body where only the issuer can stand in the text."""
        own = bodies.canonical(issuer.parts.body)
        found: dict[str, list[tuple[Span, str, bool]]] = defaultdict(list)
        for span, name, sure in _names_in_slots(document):
            parts = names.parse(name)
            body = bodies.canonical(parts.body)
            if not parts.body or body == own or _related(body, own) or parts.town:
                continue
            if parts.chain and not _own_chain(document, parts):
                continue  # another place's body is the matter of foreign-place
            found[body].append((span, name, sure))
        for uses in found.values():
            span, name, _ = uses[0]
            sure = any(certain for _, _, certain in uses)
            alike = fuzz.ratio(_core(bodies.canonical(names.parse(name).body)), _core(own))
            factors = [Factor("own-slot", 2.4 if sure else 1.4, "处在只能是本单位的位置")]
            if alike >= _ALIKE:
                factors.append(Factor("alike", 0.8, "与本单位名称相近"))
            yield self.finding(
                document,
                span,
                "此处写作“{quote}”，而本报告是“{own}”的，两个名称不是同一单位。",
                quote=document.slice(span),
                own=issuer.name,
                evidence=issuer_evidence(document, issuer),
                factors=factors,
                suggestion="核对应为哪个单位，并通篇统一。",
                severity=Severity.ERROR if issuer.stated and sure else Severity.WARNING,
                places=[other for other, _, _ in uses[1:]],
            )

    def _against_manifest(self, document: Document, written: list[_Written]) -> Iterator[Finding]:
        """The archive's record against what the report says of itself."""
        record = document.record
        if record is None or not written:
            return
        first = written[0]
        recorded, reason = record.issuer, None
        if record.issuer:
            reason = _difference(names.parse(record.issuer), first.parts)
        if reason is None and record.jurisdiction:
            recorded = record.jurisdiction
            place = names.parse(record.jurisdiction)
            reason = _places_apart(place, first.parts)
        if reason is not None:
            yield self.finding(
                document,
                first.span,
                "{where}写的是“{quote}”，档案登记的是“{record}”：{reason}。",
                where=translated(first.where),
                quote=document.slice(first.span).replace("\n", ""),
                record=recorded,
                reason=reason,
                evidence=[fact_evidence(say("档案登记：{issuer}", issuer=recorded), "identity")],
                factors=[Factor("manifest", 3.0, "与档案登记不一致")],
                suggestion="核对是否报送了别的单位的报告，或登记有误。",
            )

    def _abolished(self, document: Document, known: Identity) -> Iterator[Finding]:
        """Bodies that had been abolished or renamed before the year under review."""
        if known.year is None:
            return
        reviewed = known.year.value + known.kind.reviews
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in _ABOLISHED.hits(document):
            term = _abolished_terms()[hit.word]
            if _gone(document, term, reviewed) and not _is_history(document, hit):
                found[hit.word].append(hit)
        for word, hits in found.items():
            term = _abolished_terms()[word]
            span = Span(hits[0].start, hits[0].end)
            yield self.finding(
                document,
                span,
                "“{quote}”在{year}年已不存在（{note}），本报告是{reviewed}年的。",
                quote=document.slice(span),
                year=reviewed,
                note=term.note or say("改为{successor}", successor=term.successor),
                reviewed=known.year.value,
                evidence=[
                    fact_evidence(
                        say(
                            "{body}：{day}止，改为{successor}（{source}）",
                            body=term.term,
                            day=term.ended,
                            successor=term.successor,
                            source=term.source,
                        )
                    )
                ],
                factors=[
                    Factor(
                        "abolished",
                        2.6,
                        say("{body}已改为{successor}", body=term.term, successor=term.successor),
                    )
                ],
                suggestion="改为现名“{successor}”，或在名称前加“原”。",
                successor=term.successor,
                severity=Severity.WARNING,
                places=[Span(hit.start, hit.end) for hit in hits[1:]],
            )


def _abolished_terms() -> Mapping[str, terms.Term]:
    return terms.by_surface("body")


_ABOLISHED = WordList("abolished bodies", lambda: terms.by_surface("body"))
_HISTORY = re.compile(r"原(?:[一-鿿]{0,6})?$|(?:前身|更名|撤销|整合|划转|并入|机构改革|合并)[^。]{0,20}$")


def _gone(document: Document, term: terms.Term, reviewed: int) -> bool:
    """Whether the body had ended before the year under review; or within it, where its successor stands beside it."""
    if term.last is None:
        return False
    if term.last < datetime.date(reviewed, 1, 1):
        return True
    successor = re.split("[、（(]", term.successor)[0]
    return term.last < datetime.date(reviewed, 12, 31) and bool(successor) and successor in document.text


def _is_history(document: Document, hit: Hit) -> bool:
    before = document.text[max(0, hit.start - 24) : hit.start].rsplit("\n", 1)[-1]
    after = document.text[hit.end : hit.end + 14]
    if _HISTORY.search(before) or re.match(r"(?:（|\()?(?:现|更名|撤销|并入|划转|合并)", after):
        return True
    return statutes.covering(document, Span(hit.start, hit.end)) is not None


def _written(document: Document) -> Iterator[_Written]:
    """The issuer's names in title and sign-off, then the publisher's."""
    in_title = identity.named_in_title(document)
    if in_title is not None:
        yield from _parsed(document, in_title, "标题")
    signed = signoff.of(document)
    if signed is not None and signed.issuer is not None and len(signed.issuers) < 2:
        yield from _parsed(document, signed.issuer, "落款")
    published = signoff.publication_of(document)
    if published is not None and published.source is not None:
        yield from _parsed(document, published.source, "信息来源")


def _parsed(document: Document, span: Span, where: str) -> Iterator[_Written]:
    parts = names.parse("".join(document.slice(span).split()))
    if parts.body:
        yield _Written(parts, span, where)


def _difference(first: BodyName, other: BodyName) -> str | None:
    """In words how two names contradict each other; None when they can be one body."""
    first_body, other_body = bodies.canonical(first.body), bodies.canonical(other.body)
    if first_body != other_body and not _related(first_body, other_body):
        return say("“{first}”与“{other}”不是同一单位", first=first.body, other=other.body)
    apart = _places_apart(first, other)
    if apart is not None:
        return apart
    if first.town and other.town and first.town != other.town:
        return say("“{first}”与“{other}”不是同一乡镇街道", first=first.town, other=other.town)
    return None


def _places_apart(first: BodyName, other: BodyName) -> str | None:
    """In words that two names speak of places of which neither lies in the other; None when they may agree."""
    if not first.chain or not other.chain:
        return None
    lows = [(one, two) for one in first.chain[-1] for two in other.chain[-1]]
    if any(divisions.is_within(one, two) or divisions.is_within(two, one) for one, two in lows):
        return None
    return say(
        "“{first}”与“{other}”不是同一地方", first=first.chain[-1][0].name, other=other.chain[-1][0].name
    )


_UMBRELLAS = ("人民政府", "政府办公室", "管委会", "委员会办公室", "领导小组办公室", "领导小组", "委员会")


def _related(first: str, other: str) -> bool:
    """A government and its office, a leading group's office in the bureau, a name within the other."""
    if not first or not other or first in other or other in first:
        return True
    return any(body.endswith(_UMBRELLAS) for body in (first, other))


def _core(body: str) -> str:
    return body.removesuffix(bodies.body_type(body))


def _names_in_slots(document: Document) -> Iterator[tuple[Span, str, bool]]:
    """Bodies' names in slots, each with whether the slot leaves no doubt."""
    for match, sure in _slot_matches(document):
        name = _OWN_OR_ALL.sub("", match["name"])
        end = match.end("name") - len(_BEGINNING)
        span = Span(end - len(name), end)
        is_name = bodies.body_type(name) in _BUREAUS and not _BARE.fullmatch(name)
        if is_name and statutes.covering(document, span) is None:
            yield span, name, sure


_OWN_OR_ALL = re.compile("^(?:我们|本|全|各|其他|有关|相关)")
_LITERALS = WordList("slots of the issuer", lambda: {slot.literal for slot in _OWN_SLOTS})


_BEGINNING = "\n"
"""Set before the text, so that its first sentence has an end of line before it as every other has."""


def _slot_matches(document: Document) -> Iterator[tuple[re.Match[str], bool]]:
    """Where a slot holds, behind the beginning; its literal is found by the pass for all words, because it is rare."""
    text = _BEGINNING + document.folded
    reach: dict[str, int] = {}
    for hit in _LITERALS.hits(document):
        for slot in _slots_of(hit.word):
            start = max(reach.get(slot.pattern.pattern, 0), hit.start - slot.back)
            match = slot.pattern.search(text, start, hit.end + 90 + len(_BEGINNING))
            if match is not None:
                reach[slot.pattern.pattern] = match.end()  # a string keeps its hash, a pattern does not
                yield match, slot.sure


@functools.cache
def _slots_of(literal: str) -> tuple[_Slot, ...]:
    return tuple(slot for slot in _OWN_SLOTS if slot.literal == literal)


_BUREAUS = frozenset({"局", "委员会", "委", "办公室", "厅"})
_BARE = re.compile(
    r"(?:我|本|该|全|各|省|市|县|区|旗|各级|局)?(?:局|委|办|办公室|委员会|厅)|.*(?:等|及|和|与|或|的|对|各|党中央|国务院|[省市县区]委|中央|向|把|将|由).*"
)


def _own_chain(document: Document, parts: BodyName) -> bool:
    own = identity.of(document).jurisdiction
    return own is not None and any(
        divisions.is_within(own.division, division) or divisions.is_within(division, own.division)
        for division in parts.chain[-1]
    )

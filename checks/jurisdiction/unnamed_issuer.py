"""未写明单位: neither title nor sign-off says whose report it is."""

from __future__ import annotations

from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity, Span, quote_evidence
from auditor.language import say
from auditor.structure import identity, signoff, title

SHORTEST = 400
"""Code points; a shorter text is an excerpt, from which nobody expects a title and a sign-off."""


class UnnamedIssuer(Check):
    """Neither title nor sign-off says whose report it is.

    ## Why it matters
    A public report without its issuer cannot be attributed, and cannot be checked against its place.

    ## Wrong
    A text that begins 「2024年，县科技局在县委、县政府的坚强领导下……」 and ends without a sign-off.

    ## Right
    The full name in the title or in the sign-off; a manifest that names the issuer; excerpts.

    ## False alarms
    Pages whose title was lost when they were saved.

    ## Source
    党政机关公文处理工作条例第九条: issuer's mark, title and sign-off name the issuing body.
    """

    id, title, family, severity = "unnamed-issuer", "未写明单位", "jurisdiction", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        if len(document.text.strip()) < SHORTEST:
            raise NotApplicable("篇幅过短，按摘录处理")
        known = identity.of(document)
        if known.issuer is not None and known.issuer.stated:
            if known.issuer.parts.chain or known.jurisdiction is not None:
                return
            yield from self._without_place(document, known.issuer.name)
            return
        if known.jurisdiction is not None and known.jurisdiction.stated:
            return
        first = document.blocks[0]
        shown = Span(first.start, min(first.end, first.start + 30))
        own = known.issuer.name if known.issuer is not None else ""
        evidence = [quote_evidence(document, known.issuer.basis[0], "identity")] if known.issuer else []
        if not evidence:
            last = document.blocks[-1]
            evidence = [quote_evidence(document, Span(max(last.start, last.end - 30), last.end), "conflict")]
        yield self.finding(
            document,
            shown,
            "标题和落款都没有写明是哪个单位的报告{own}；开头是“{quote}……”。",
            own=say("，文中只自称“{name}”", name=own) if own else "",
            quote=document.slice(shown).replace("\n", ""),
            evidence=evidence,
            factors=[Factor("no-issuer", 2.6, "标题、落款均无单位名称")],
            suggestion="在标题中写明单位全称和年度，并补上落款。",
        )

    def _without_place(self, document: Document, name: str) -> Iterator[Finding]:
        named = title.of(document)
        signed = signoff.of(document)
        span = named.span if named is not None else signed.issuer if signed is not None else None
        if span is None:
            return
        yield self.finding(
            document,
            span,
            "“{quote}”只写“{name}”，没有写明是哪个县、市、区的单位，落款中也没有。",
            quote=document.slice(span).replace("\n", ""),
            name=name,
            evidence=[quote_evidence(document, span, "identity")],
            factors=[Factor("no-place", 1.6, "单位名称没有地名")],
            suggestion="写明单位全称。",
            severity=Severity.NOTE,
        )

"""When a report cites: the dates by which the laws that it cites must be judged."""

from __future__ import annotations

import datetime
import re

import msgspec

from auditor.facts.statutes import Citation
from auditor.model import Document, Evidence, Span
from auditor.structure import identity, signoff


class CitingPeriod(msgspec.Struct, frozen=True):
    """From the first day of what the report reviews to the day of its sign-off.

    A law repealed before `first` cannot be cited as in force; one that takes effect after `last` cannot
    have been applied, nor one that takes effect after `reviewed_to`, the last day of what the report
    reviews, in the work that it reviews.  `evidence` says what the dates rest on.
    """

    year: int
    first: datetime.date
    reviewed_to: datetime.date
    last: datetime.date
    stated: bool
    evidence: tuple[Evidence, ...]


def period_of(document: Document) -> CitingPeriod | None:
    """The period in which the report cites, or None when neither its year nor its date is known."""
    return document.remember(period_of, lambda: _period(document))


def _period(document: Document) -> CitingPeriod | None:
    known = identity.of(document)
    signed = signoff.of(document)
    signed_on = signed.date if signed is not None else None
    if known.year is None:
        if signed is None or signed_on is None:
            return None
        evidence = _evidence(document, signed.date_span)
        return CitingPeriod(signed_on.year, signed_on, signed_on, signed_on, True, evidence)
    reviewed = known.year.value + known.kind.reviews
    last = datetime.date(known.year.last + max(known.kind.signed), 6, 30)
    if signed_on is not None and signed_on >= datetime.date(reviewed, 1, 1):
        last = signed_on
    basis = known.year.basis[0] if known.year.basis else None
    first = min(datetime.date(reviewed, 1, 1), last)
    reviewed_to = min(datetime.date(known.year.last + known.kind.reviews, 12, 31), last)
    evidence = _evidence(document, basis)
    return CitingPeriod(known.year.value, first, reviewed_to, last, known.year.stated, evidence)


def _evidence(document: Document, span: Span | None) -> tuple[Evidence, ...]:
    if span is None:
        return ()
    return (Evidence(document.id, span.start, span.end, document.slice(span), "identity"),)


_HISTORY_BEFORE = re.compile(
    r"(?:原|旧|已废止的|废止的?|废止了|取代|替代|清理|修改前的|当时的|时行的|历史上的|从"
    r"|(?:起草|编制|制定|制订|印发|立项|审批|批复|签订|处罚|立案|当时|当年|原文)[^。；，《]{0,4}(?:引用|援引|依据|适用|所引|所依据)的?)\s*$"
)
_HISTORY_AFTER = re.compile(
    r"^[^。；，\n]{0,8}?(?:废止|失效|同时废止|不再|已被|修订为|改为|更名|施行之前|时期|年代)"
    r"|^[^。\n]{0,80}?(?:同时废止|即行废止|予以废止|已经废止)"
    r"|^[^。；《\n]{0,24}(?:被|由|为)《[^》\n]{2,40}》(?:所)?(?:取代|替代|代替|废止)"
)


def as_history(document: Document, citation: Citation) -> bool:
    """Whether the title is named as what was, not as what holds: 原《合同法》, 《……》同时废止."""
    text = document.text
    before = text[max(0, citation.span.start - 12) : citation.span.start]
    after = text[citation.span.end : citation.span.end + 90]
    return bool(_HISTORY_BEFORE.search(before) or _HISTORY_AFTER.match(after))

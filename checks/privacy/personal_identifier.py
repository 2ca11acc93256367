"""个人信息: identity-card numbers, mobile numbers and bank cards in a report for publication."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from auditor import Check, Document, Factor, Finding, Severity
from auditor.facts import privacy
from auditor.facts.privacy import Identifier
from auditor.language import say

_NAMES: Final = {"identity-card": "身份证号码", "mobile-number": "手机号码", "bank-card": "银行卡号"}
_BASES: Final = {
    "checksum": (3.9, "位数、结构和校验码都符合"),
    "label": (2.9, "前文写明是证件号，结构符合，校验码不符"),
    "form": (2.4, "十一位，符合手机号码的号段"),
}
_PLACES: Final = 200


class PersonalIdentifier(Check):
    """Identity-card numbers, mobile numbers and bank cards in a report for publication.

    The finding quotes them masked; so does every output, because the text is masked before it is audited.

    ## Why it matters
    Reports are published. A person's identity number on a government site is a breach of the law.

    ## Wrong
    An identity-card number whose check character is right, a mobile number as a contact, a bank card number
    that passes Luhn's test.

    ## Right
    Office telephones, document numbers, project codes, amounts, numbers that are masked already.

    ## False alarms
    A code of eleven digits that begins like a mobile number.

    ## Source
    个人信息保护法 (2021) art. 28; 政府信息公开条例 (2019) art. 15; GB 11643—1999; ISO/IEC 7812-1.
    """

    id, title, family, severity = "personal-identifier", "个人信息", "privacy", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        by_kind: dict[str, list[Identifier]] = {}
        for identifier in privacy.of(document):
            by_kind.setdefault(identifier.kind, []).append(identifier)
        for kind, identifiers in by_kind.items():
            yield self._kind(document, say(_NAMES[kind]), identifiers)

    def _kind(self, document: Document, name: str, identifiers: list[Identifier]) -> Finding:
        first = identifiers[0]
        weight, reason = _BASES[first.basis]
        finding = self.finding(
            document,
            first.span,
            "公开的报告中有{kind}“{quote}”（已隐去中间各位），共{count}处。",
            kind=name,
            quote=privacy.hidden(document.slice(first.span)),
            count=len(identifiers),
            places=[identifier.span for identifier in identifiers[1:_PLACES]],
            factors=[Factor(first.basis, weight, say(reason))],
            suggestion="公开前删去或隐去{kind}；已经公开的，请尽快替换。",
        )
        return _masked(finding)


def _masked(finding: Finding) -> Finding:
    """The finding without the original digits, also where the document was not masked beforehand."""
    places = tuple(
        msgspec.structs.replace(place, text=privacy.hidden(place.text)) for place in finding.places
    )
    return msgspec.structs.replace(finding, text=privacy.hidden(finding.text), places=places)

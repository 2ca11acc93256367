"""外地发文字号: a document number whose issuing mark belongs to another place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, NotApplicable, Severity
from auditor.facts import document_numbers, places
from auditor.facts.document_numbers import DocumentNumber
from auditor.language import say
from auditor.reference import marks
from auditor.reference.marks import MarkPlace
from auditor.structure import identity
from auditor.structure.identity import Jurisdiction
from checks.jurisdiction.foreign_place import own_evidence

_MODEL = re.compile(
    r"借鉴|参照|参考|考察|经验|做法|对标|来函|复函|协作|合作|对口|协议|交流|移送|函告|外省|外地|兄弟"
)


# A local mark that says it is a government's: 诸政办发, 江府, 沂委发.
_GOVERNMENT = re.compile(r"[一-鿿]{1,2}(?:政|府|委办|委发)")


class ForeignDocumentNumber(Check):
    """鲁政办发〔2022〕3号 cited as the basis in a 浙江 report: the issuing mark belongs to another place.

    ## Why it matters
    Documents of another place's government do not bind here; the number was copied with the text.

    ## Wrong
    「根据《……通知》（鲁政办发〔2022〕3号）」 in a report of a county in 浙江.

    ## Right
    Marks of ministries (国办发, 财建), of the own parents, and marks that the table does not know; the mark of the
    town that reports; numbers of letters received from elsewhere.

    ## False alarms
    An issuing mark that two places share.

    ## Source
    Marks of provinces and central bodies: auditor/reference/data/README.md.
    """

    id, title, family, severity = "foreign-document-number", "外地发文字号", "jurisdiction", Severity.ERROR

    def inspect(self, document: Document) -> Iterator[Finding]:
        known = identity.of(document)
        own = known.jurisdiction
        if own is None:
            raise NotApplicable("未能确定报告属于哪个行政区，无法判断外地发文字号")
        town = known.issuer.parts.town[:1] if known.issuer is not None else ""
        found: dict[str, list[tuple[DocumentNumber, MarkPlace]]] = defaultdict(list)
        for number in document_numbers.of(document):
            place = marks.place_of_mark(number.mark)
            if place.kind in {"province", "local"} and place.candidates and not _is_model(document, number):
                if place.kind == "local" and not _GOVERNMENT.match(number.mark):
                    continue  # 治水办: a first character alone names no place
                if place.kind == "local" and town and number.mark.startswith(town):
                    continue  # 沙政 is 沙窝镇's own as well as 沙河市's
                relation = places.relation_of(place.candidates, known)
                if relation in places.STRANGERS and not marks.fits(number.mark, own.division):
                    found[number.canonical].append((number, place))
        for uses in found.values():
            yield self._finding(document, own, uses)

    def _finding(
        self, document: Document, own: Jurisdiction, uses: list[tuple[DocumentNumber, MarkPlace]]
    ) -> Finding:
        number, place = uses[0]
        # 鲁政办发 is 山东省's, though 鲁山县 begins with the same character.
        highest = min(division.level for division in place.candidates)
        bearers = [division.name for division in place.candidates if division.level == highest]
        names = "、".join(dict.fromkeys(bearers[:4]))
        factors = [
            Factor(
                "mark-of-another-place",
                3.2 if place.kind == "province" else 1.6,
                say("“{mark}”是{place}的发文代字", mark=number.mark, place=names),
            )
        ]
        if not own.stated:
            factors.append(Factor("place-inferred", -1.4, "报告未写明单位，其所属地区为推断"))
        certain = own.stated and place.kind == "province"
        return self.finding(
            document,
            number.span,
            "“{quote}”的发文代字属于{place}，本报告属于{own}，外地文件不能作为本地的依据。",
            quote=document.slice(number.span),
            place=names,
            own=" → ".join(own.division.path),
            evidence=own_evidence(document, own),
            factors=factors,
            suggestion="查对应引的本省、本市、本县文件及其文号。",
            severity=Severity.ERROR if certain else Severity.WARNING,
            places=[other.span for other, _ in uses[1:]],
        )


def _is_model(document: Document, number: DocumentNumber) -> bool:
    text = document.text
    around = text[max(0, number.span.start - 60) : number.span.end + 40]
    before = re.split(r"[。；\n]", around[: min(60, number.span.start)])[-1]
    return _MODEL.search(before) is not None

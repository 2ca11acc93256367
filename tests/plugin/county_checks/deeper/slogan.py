"""A slogan that the county no longer uses."""

from __future__ import annotations

from collections.abc import Iterator

from auditor import Check, Document, Finding, Severity, Span, fact_evidence


class RetiredSlogan(Check):
    """A slogan that the county no longer uses.

    ## Why it matters
    The archive publishes under the new one.

    ## Wrong
    - 「山水之城」

    ## Right
    - 「山水名城」

    ## False alarms
    None are known.

    ## Source
    A decision of the archive.
    """

    id, title, family, severity = "retired-slogan", "旧口号", "county", Severity.ERROR
    aliases = ("old-slogan",)

    def inspect(self, document: Document) -> Iterator[Finding]:
        at = document.text.find("山水之城")
        if at >= 0:
            yield self.finding(
                document,
                Span(at, at + 4),
                "“{quote}”已改为“{right}”",
                quote="山水之城",
                right="山水名城",
                evidence=[fact_evidence("山水名城")],
            )

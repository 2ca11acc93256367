"""Finds what does not belong in Chinese government reports.

    import auditor
    result = auditor.audit(["reports/"], select=["jurisdiction"], jobs=2)
    result.findings; result.documents; result.problems      # frozen values
    result.to_frame()                                       # pandas, one row a finding
    auditor.write(result, "reports_out/", formats=["html", "json"])

Authors of checks need `Check`, `CorpusCheck`, `Document`, `Finding`, `Evidence`, `Span`, `Severity` and
`NotApplicable`; `Factor`, `quote_evidence` and `fact_evidence` help them to say why.  Names are imported
on first use, so that `import auditor` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditor.api import audit as audit
    from auditor.api import write as write
    from auditor.checking.check import Check as Check
    from auditor.checking.check import CorpusCheck as CorpusCheck
    from auditor.checking.check import NotApplicable as NotApplicable
    from auditor.checking.check import fact_evidence as fact_evidence
    from auditor.checking.check import quote_evidence as quote_evidence
    from auditor.errors import UsageError as UsageError
    from auditor.model import Document as Document
    from auditor.model import Evidence as Evidence
    from auditor.model import Factor as Factor
    from auditor.model import Finding as Finding
    from auditor.model import Result as Result
    from auditor.model import Severity as Severity
    from auditor.model import Span as Span

_HOMES = {
    "audit": "auditor.api",
    "write": "auditor.api",
    "Check": "auditor.checking.check",
    "CorpusCheck": "auditor.checking.check",
    "NotApplicable": "auditor.checking.check",
    "fact_evidence": "auditor.checking.check",
    "quote_evidence": "auditor.checking.check",
    "UsageError": "auditor.errors",
    "Document": "auditor.model",
    "Evidence": "auditor.model",
    "Factor": "auditor.model",
    "Finding": "auditor.model",
    "Result": "auditor.model",
    "Severity": "auditor.model",
    "Span": "auditor.model",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})

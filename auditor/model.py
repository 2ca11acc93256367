"""The values that travel through the house: spans, blocks, documents, findings and the result.

Everything here is frozen and knows nothing of files, checks or outputs.  Offsets are Unicode code
points in `Document.text`; `end` is exclusive.
"""

from __future__ import annotations

import bisect
import enum
import math
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, TypeAlias, TypeVar

import msgspec
import numpy as np

if TYPE_CHECKING:
    from pandas import DataFrame

T = TypeVar("T")

SCHEMA = "auditor-findings/1"


class Severity(enum.StrEnum):
    """How sure and how grave a finding is, as the reviewer reads it.

    `error`: the document contradicts itself, its own identity or a fact, and the evidence shows it.
    `warning`: probably so, a person should look.  `note`: worth knowing, or looked at and found right.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """3 for error, 2 for warning, 1 for note: larger is graver."""
        return {"error": 3, "warning": 2, "note": 1}[self.value]


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of a document's text, in code points, `end` exclusive."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Cell(msgspec.Struct, frozen=True):
    """Where a block stands in a table: zero-based table, row and column, with what it spans."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    header: bool = False


BlockKind = Literal["paragraph", "heading", "cell", "footnote", "page-header", "page-footer"]


class Block(msgspec.Struct, frozen=True):
    """A piece of the text that its format keeps apart: a paragraph, a heading, a table cell …

    `level` is the heading level that the format itself states (1 is the highest), else None.
    `number_length` counts the leading code points that the format generated as an automatic number
    (一、 第一条 …) and that stand in the text but not in the file's own runs.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    level: int | None = None
    number_length: int = 0
    cell: Cell | None = None

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class ArchiveRecord(msgspec.Struct, frozen=True):
    """What the archive's manifest says of a file; an empty string or None says nothing."""

    issuer: str = ""
    jurisdiction: str = ""
    year: int | None = None


CodePoints: TypeAlias = np.ndarray[Any, np.dtype[np.uint32]]


def _folding_table() -> CodePoints:
    table = np.arange(sys.maxunicode + 1, dtype=np.uint32)
    table[0xFF01:0xFF5F] = np.arange(0x21, 0x7F)  # full-width ASCII forms
    table[0x3000] = 0x20  # ideographic space
    table[0x00A0] = 0x20  # no-break space
    return table


_FOLDING = _folding_table()


def fold(text: str) -> str:
    """The same text with full-width forms made half-width one to one (１→1, （→(, ：→:).

    The length never changes, so an offset in the folded text is an offset in the text.
    """
    return text if text.isascii() else _text_of(_folded_codes(text))


def _folded_codes(text: str) -> CodePoints:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return _FOLDING.take(codes)


def _text_of(codes: CodePoints) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")


class Document:
    """A report as read: its text, its blocks, and the facts found in it so far.

    The text never changes.  Facts are computed on first asking and kept (`remember`), so that every
    check that asks for the places of a report gets the same ones for the price of one.
    """

    __slots__ = (
        "_codes",
        "_folded",
        "_line_starts",
        "_memory",
        "blocks",
        "format",
        "id",
        "path",
        "record",
        "sha256",
        "text",
    )

    def __init__(
        self,
        text: str,
        *,
        id: str = "d1",
        path: str = "",
        format: str = "txt",
        blocks: tuple[Block, ...] | None = None,
        sha256: str = "",
        record: ArchiveRecord | None = None,
    ) -> None:
        self.text = text
        self.id = id
        self.path = path
        self.format = format
        self.sha256 = sha256
        self.blocks = line_blocks(text) if blocks is None else blocks
        self.record = record
        self._codes: CodePoints | None = None
        self._folded: str | None = None
        self._line_starts: list[int] | None = None
        self._memory: dict[Any, Any] = {}

    @property
    def folded(self) -> str:
        """The text with widths folded one to one; same length, same offsets."""
        if self._folded is None:
            self._folded = _text_of(self.codes)
        return self._folded

    @property
    def codes(self) -> CodePoints:
        """The code points of the folded text; index and offset agree."""
        if self._codes is None:
            self._codes = _folded_codes(self.text)
        return self._codes

    @property
    def line_starts(self) -> list[int]:
        """Offsets at which lines begin; the first is 0."""
        if self._line_starts is None:
            starts = [0]
            at = self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._line_starts = starts
        return self._line_starts

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """The 1-based line and column (in code points) of an offset."""
        line = bisect.bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def slice(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def remember(self, key: Any, compute: Callable[[], T]) -> T:
        """The value kept under `key`, computed on the first call."""
        memory = self._memory
        if key not in memory:
            memory[key] = compute()
        return memory[key]  # type: ignore[no-any-return]


def line_blocks(text: str) -> tuple[Block, ...]:
    """One paragraph block for each line that is not blank; spans leave out blanks at both ends."""
    blocks = []
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            begin = start + line.index(stripped[0])
            blocks.append(Block(begin, begin + len(stripped)))
        start += len(line) + 1
    return tuple(blocks)


class Factor(msgspec.Struct, frozen=True):
    """One named reason for or against a finding; `weight` is in log-odds, `text` says it in words."""

    name: str
    weight: float
    text: str


def confidence_of(factors: Iterable[Factor]) -> float:
    """The probability that the summed log-odds of the factors stand for, rounded to 3 digits."""
    total = sum(factor.weight for factor in factors)
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, total)))), 3)


EvidenceRole = Literal["identity", "conflict", "source", "expected", "definition"]


class Evidence(msgspec.Struct, frozen=True):
    """The other side of a finding: a quoted stretch of this or another document.

    A fact from a reference table (a law's repeal, a division's chain) has no place in a document:
    then `document` is None, `start` and `end` are 0, and `text` is the fact with its source.
    """

    document: str | None
    start: int
    end: int
    text: str
    role: EvidenceRole


class Place(msgspec.Struct, frozen=True):
    """A further span in which the same finding shows."""

    start: int
    end: int
    line: int
    column: int
    text: str


Verdict = Literal["confirmed", "false-alarm", "accepted"]
State = Literal["open", "confirmed", "false-alarm", "accepted", "disputed"]


class Decision(msgspec.Struct, frozen=True):
    """What a reviewer decided of a finding; `decided` is a date or time as the reviewer's tool wrote it."""

    verdict: Verdict
    reviewer: str = ""
    comment: str = ""
    decided: str = ""


class Finding(msgspec.Struct, frozen=True):
    """One contradiction, with where it stands, what is said of it and what stands against it.

    `state` sums up the reviewers' `decisions` (`disputed` when their verdicts differ); `known` says that
    the baseline holds the finding already.
    """

    fingerprint: str
    check: str
    family: str
    severity: Severity
    confidence: float
    document: str
    start: int
    end: int
    line: int
    column: int
    text: str
    section: tuple[str, ...]
    message: str
    suggestion: str = ""
    factors: tuple[Factor, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    places: tuple[Place, ...] = ()
    group: str | None = None
    state: State = "open"
    known: bool = False
    decisions: tuple[Decision, ...] = ()

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def counts(self) -> bool:
        """Whether it weighs in counts and exit code: false alarms, accepted and known findings do not."""
        return not self.known and self.state not in ("false-alarm", "accepted")


class Quote(msgspec.Struct, frozen=True):
    """A span with its words, as the basis of a statement about a document."""

    start: int
    end: int
    text: str


class JurisdictionStatement(msgspec.Struct, frozen=True):
    """Whose area a report covers.  `stated` is False when it was only inferred from hints."""

    code: str
    name: str
    path: tuple[str, ...]
    stated: bool
    confidence: float
    basis: tuple[Quote, ...] = ()


class YearStatement(msgspec.Struct, frozen=True):
    """The reporting year, with the words it rests on."""

    value: int
    stated: bool
    confidence: float
    basis: tuple[Quote, ...] = ()


class Unchecked(msgspec.Struct, frozen=True):
    """A check that did not apply to a document, and why: unchecked is not the same as clean."""

    check: str
    reason: str


Status = Literal["audited", "partial", "unreadable"]


class DocumentSummary(msgspec.Struct, frozen=True):
    """What the result keeps of a document."""

    id: str
    path: str
    sha256: str
    format: str
    characters: int
    status: Status
    title: str = ""
    kind: str = ""
    issuer: str | None = None
    jurisdiction: JurisdictionStatement | None = None
    year: YearStatement | None = None
    unchecked: tuple[Unchecked, ...] = ()


class CheckSummary(msgspec.Struct, frozen=True):
    """How one check fared over the run; `title` is its name in the audit."""

    id: str
    family: str
    version: int
    findings: int
    not_applicable: int
    failed: int
    title: str = ""


class Problem(msgspec.Struct, frozen=True):
    """Something that could not be read or checked; it costs that file or that check alone."""

    document: str | None
    check: str | None
    kind: str
    message: str


class StaleDecision(msgspec.Struct, frozen=True):
    """A decision whose finding is no longer there; check, document and text are as it recorded them."""

    fingerprint: str
    decision: Decision
    check: str = ""
    document: str = ""
    text: str = ""


class Tool(msgspec.Struct, frozen=True):
    name: str
    version: str


class Findings(msgspec.Struct, frozen=True):
    """The content of findings.json, version 1, field by field."""

    schema: str
    tool: Tool
    documents: tuple[DocumentSummary, ...]
    findings: tuple[Finding, ...]
    checks: tuple[CheckSummary, ...]
    problems: tuple[Problem, ...]
    stale_decisions: tuple[StaleDecision, ...] = ()

    SCHEMA: ClassVar[str] = SCHEMA


class RunInfo(msgspec.Struct, frozen=True):
    """What varies from run to run, the content of run.json: times in seconds, machine, versions.

    `stages` are wall-clock seconds of the run's stages; `work` and `checks` are seconds summed over all
    workers, by step and by check.  `passed_over` counts files of an unknown kind met in folders;
    `unmatched` are manifest rows that no file answers to.
    """

    started: str
    seconds: float
    documents: int
    bytes: int
    jobs: int
    stages: dict[str, float]
    work: dict[str, float]
    checks: dict[str, float]
    machine: dict[str, str]
    versions: dict[str, str]
    passed_over: int = 0
    unmatched: tuple[str, ...] = ()
    reused: int = 0
    exit_code: int | None = None


class TextSource(Protocol):
    """Where the texts of a run's documents can be had when a report shows them."""

    def text_of(self, document: str) -> str: ...

    def blocks_of(self, document: str) -> tuple[Block, ...]: ...

    def bytes_of(self, document: str) -> bytes: ...


class Result(msgspec.Struct, frozen=True):
    """A finished audit: the content of findings.json, how the run went, and the documents' texts.

    `texts` is None when the run was told that nobody will ask for them.
    """

    content: Findings
    run: RunInfo
    texts: TextSource | None = None

    @property
    def documents(self) -> tuple[DocumentSummary, ...]:
        return self.content.documents

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.content.findings

    @property
    def checks(self) -> tuple[CheckSummary, ...]:
        return self.content.checks

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.content.problems

    def text_of(self, document: str) -> str:
        """The text of a document by its id; empty for one that could not be read.

        Raises LookupError when the run kept no texts.
        """
        return self._texts().text_of(document)

    def blocks_of(self, document: str) -> tuple[Block, ...]:
        """The blocks of a document by its id; raises like `text_of`."""
        return self._texts().blocks_of(document)

    def bytes_of(self, document: str) -> bytes:
        """The file of a document as it is on disk now, empty when it is gone; raises like `text_of`.

        Compare with the document's `sha256` before relying on offsets in it.
        """
        return self._texts().bytes_of(document)

    def _texts(self) -> TextSource:
        if self.texts is None:
            raise LookupError("this run kept no texts: audit with texts=True")
        return self.texts

    def to_frame(self) -> DataFrame:
        """A pandas table of one row a finding, with the path, issuer and title of its document."""
        import pandas as pd

        columns = [name for name in Finding.__struct_fields__ if name != "decisions"]
        documents = {document.id: document for document in self.documents}
        rows = [
            {name: getattr(finding, name) for name in columns}
            | {
                "severity": finding.severity.value,
                "path": documents[finding.document].path,
                "issuer": documents[finding.document].issuer,
                "title": documents[finding.document].title,
            }
            for finding in self.findings
        ]
        return pd.DataFrame(rows, columns=[*columns, "path", "issuer", "title"])

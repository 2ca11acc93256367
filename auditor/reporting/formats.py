"""Which formats there are, and writing the chosen ones to the output folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from auditor.model import Result
from auditor.reporting import findings_json, junit, sarif, table
from auditor.reporting.files import write_file

Writer = Callable[[Result, Path], None]


def _write_json(result: Result, directory: Path) -> None:
    write_file(directory / "findings.json", findings_json.encode(result.content))


def _write_html(result: Result, directory: Path) -> None:
    from auditor.reporting import html  # brings the template engine, which other formats need not pay for

    html.write(result, directory)


def _write_sarif(result: Result, directory: Path) -> None:
    write_file(directory / "findings.sarif", sarif.encode(result))


def _write_junit(result: Result, directory: Path) -> None:
    write_file(directory / "junit.xml", junit.encode(result))


def _write_csv(result: Result, directory: Path) -> None:
    write_file(directory / "findings.csv", table.encode(result))


def _write_xlsx(result: Result, directory: Path) -> None:
    from auditor.reporting import ledger

    write_file(directory / "ledger.xlsx", ledger.encode(result))


def _write_docx(result: Result, directory: Path) -> None:
    from auditor.reporting import word

    word.write(result, directory)


FORMATS: Final[Mapping[str, Writer]] = {
    "html": _write_html,
    "json": _write_json,
    "sarif": _write_sarif,
    "junit": _write_junit,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "docx": _write_docx,
}


def write_reports(result: Result, directory: Path, formats: Sequence[str] = ("html", "json")) -> None:
    """Write the result in each of `formats` to `directory`, and run.json with how the run went.

    Every file appears under its name only when it is complete.  Raises ValueError for a format that
    is not in FORMATS, before anything is written.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise ValueError(f"unknown format {unknown[0]!r}; known: {', '.join(FORMATS)}")
    for name in dict.fromkeys(formats):
        FORMATS[name](result, directory)
    write_file(directory / "run.json", findings_json.encode_run(result.run))

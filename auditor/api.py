"""The audit as a Python call, with the options of the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from auditor import config as configuration
from auditor import reporting
from auditor.errors import UsageError
from auditor.model import Result, Severity
from auditor.running.audit import audit as run

PathLike = str | os.PathLike[str]


def audit(
    paths: Sequence[PathLike],
    *,
    select: Sequence[str] | None = None,
    ignore: Sequence[str] | None = None,
    plugins: Sequence[PathLike] | None = None,
    jobs: int | None = None,
    time_limit: float | None = None,
    memory: int | None = None,
    min_confidence: float | None = None,
    lang: configuration.Language | None = None,
    manifest: PathLike | None = None,
    baseline: PathLike | None = None,
    decisions: PathLike | None = None,
    state: PathLike | None = None,
    tables: PathLike | None = None,
    severity: Mapping[str, Severity] | None = None,
    config: PathLike | None = None,
    texts: bool = True,
) -> Result:
    """Audit files and folders, as `auditor run` does, and give the result as frozen values.

    `texts` keeps the documents' texts at hand, which `write` needs for HTML and Word; they live in a
    temporary folder as long as the result does.  Nothing is kept between calls unless `state` names a
    folder.  Raises UsageError, before anything is audited, for what the command line would exit with 2.
    """
    if isinstance(paths, (str, os.PathLike)):
        paths = [paths]
    given = {
        "select": configuration.listed(select),
        "ignore": configuration.listed(ignore),
        "plugins": tuple(os.fspath(plugin) for plugin in plugins) if plugins is not None else None,
        "jobs": jobs,
        "time-limit": time_limit,
        "memory": memory,
        "min-confidence": min_confidence,
        "lang": lang,
        "manifest": _path(manifest),
        "baseline": _path(baseline),
        "decisions": _path(decisions),
        "state": _path(state),
        "tables": _path(tables),
        "severity": dict(severity) if severity is not None else None,
    }
    try:
        options = msgspec.convert(given, configuration.Options)
    except msgspec.ValidationError as error:
        raise UsageError(str(error)) from error
    choice = configuration.resolve(options, _path(config))
    settings = msgspec.structs.replace(choice.settings, texts=texts)
    return run([os.fspath(path) for path in paths], settings)


def _path(path: PathLike | None) -> str | None:
    return None if path is None else os.fspath(path)


def write(result: Result, directory: PathLike, formats: Sequence[str] = configuration.FORMATS) -> None:
    """Write a result in each of `formats` to `directory`, each file whole or not at all.

    Raises ValueError for an unknown format.
    """
    reporting.write_reports(result, Path(directory), formats)

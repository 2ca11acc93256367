"""Settings of a run: from the command line or the Python call, then from a configuration file.

The file is `auditor.toml` in the working folder or the nearest of its parents, else the table
`[tool.auditor]` of a `pyproject.toml` there.  Its keys are the command line's options, and a few that
have no option (`plugins`, `tables`, `time-limit`, `memory`, `[severity]`, `[ignore-in]`).  Paths in it count from
the file's own folder.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from auditor.errors import UsageError, nearest
from auditor.language import say
from auditor.model import Severity
from auditor.running.settings import MEMORY, TIME_LIMIT, Settings

FILE_NAME: Final = "auditor.toml"
OUTPUT: Final = "reports_out"
STATE: Final = ".auditor"
FORMATS: Final = ("html", "json")

FailOn = Literal["error", "warning", "note", "never"]
Language = Literal["zh", "en"]
Share = Annotated[float, Meta(ge=0, le=1)]


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What may be said of a run; None where nothing is said.  Also the shape of the configuration file.

    `time_limit` is seconds for one document; `memory` is MB for what holds all documents at once; `severity` overrides severities by check or family;
    `ignore_in` maps globs on document paths to checks and families; `tables` is a folder with newer
    tables of reference; `cache` False keeps nothing between runs.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    plugins: tuple[str, ...] | None = None
    jobs: Annotated[int, Meta(ge=1)] | None = None
    time_limit: Annotated[float, Meta(gt=0)] | None = None
    memory: Annotated[int, Meta(ge=50)] | None = None
    fail_on: FailOn | None = None
    min_confidence: Share | None = None
    lang: Language | None = None
    format: tuple[str, ...] | None = None
    output: str | None = None
    manifest: str | None = None
    baseline: str | None = None
    decisions: str | None = None
    state: str | None = None
    cache: bool | None = None
    tables: str | None = None
    severity: dict[str, Severity] | None = None
    ignore_in: dict[str, tuple[str, ...]] | None = None


_PATHS: Final = ("output", "manifest", "baseline", "decisions", "state", "tables")
_FILES: Final = ("manifest", "baseline", "decisions", "tables")
"""Options that name what must be there before a run begins."""


class Choice(msgspec.Struct, frozen=True):
    """A run's settings, resolved, with what concerns its outputs."""

    settings: Settings
    output: Path
    formats: tuple[str, ...]
    fail_on: FailOn


def resolve(given: Options, config: str | None = None, state: str | None = None) -> Choice:
    """What is given, then what the configuration file says, then the defaults.

    `state` is the state folder where none is named.

    Raises UsageError for a configuration that cannot be read or does not fit, and for files that are
    named but not there.
    """
    options = _over(given, _configured(config))
    _hold_to_files(options)
    output = Path(options.output or OUTPUT).absolute()
    formats = options.format or FORMATS
    kept = None if options.cache is False else options.state or state
    passed_over = (str(output), *((kept,) if kept else ()))
    settings = Settings(
        select=options.select or (),
        ignore=options.ignore or (),
        plugins=options.plugins or (),
        jobs=options.jobs,
        time_limit=options.time_limit or TIME_LIMIT,
        memory=options.memory or MEMORY,
        lang=options.lang or "zh",
        min_confidence=options.min_confidence or 0.0,
        severity=options.severity or {},
        ignore_in=options.ignore_in or {},
        manifest=options.manifest,
        baseline=options.baseline,
        decisions=options.decisions,
        state=kept and str(Path(kept).absolute()),
        tables=options.tables,
        passed_over=passed_over,
    )
    return Choice(settings, output, formats, options.fail_on or "error")


def _over(given: Options, configured: Options) -> Options:
    said = {name: value for name, value in msgspec.structs.asdict(given).items() if value is not None}
    return msgspec.structs.replace(configured, **said)


def _hold_to_files(options: Options) -> None:
    for name in _FILES:
        path = getattr(options, name)
        if path is not None and not Path(path).exists():
            raise UsageError(say("没有 {option} 所指的文件：{path}", option=name, path=path))
    for path in options.plugins or ():
        if not Path(path).is_file():
            raise UsageError(say("没有 {option} 所指的文件：{path}", option="plugins", path=path))


def _configured(config: str | None) -> Options:
    """The options of the configuration file that is named or found; all None when there is none."""
    if config is not None and not Path(config).is_file():
        raise UsageError(say("没有 {option} 所指的文件：{path}", option="config", path=config))
    file = Path(config) if config is not None else _found(Path.cwd())
    if file is None:
        return Options()
    return _rooted(_decoded(_table(file), file), file.absolute().parent)


def _found(folder: Path) -> Path | None:
    """The nearest auditor.toml, else the nearest pyproject.toml with a table for us."""
    folders = (folder, *folder.parents)
    for one in folders:
        if (one / FILE_NAME).is_file():
            return one / FILE_NAME
    for one in folders:
        file = one / "pyproject.toml"
        if file.is_file() and _table(file):
            return file
    return None


def _table(file: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(file.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(say("无法读取配置 {file}：{error}", file=file, error=error)) from error
    if file.name == "pyproject.toml":
        table: dict[str, Any] = content.get("tool", {}).get("auditor", {})
        return table
    return content


def _decoded(table: dict[str, Any], file: Path) -> Options:
    known = [field.encode_name for field in msgspec.structs.fields(Options)]
    for key in table:
        if key not in known:
            mend = say("可用的有 {known}", known="、".join(known))
            if guess := nearest(key, known):
                mend = say("是否想写“{nearest}”？", nearest=guess)
            raise UsageError(say("配置 {file} 中没有“{key}”这一项；{mend}", file=file, key=key, mend=mend))
    try:
        return msgspec.convert(table, Options)
    except msgspec.ValidationError as error:
        raise UsageError(say("配置 {file} 的值不合要求：{error}", file=file, error=error)) from error


def _rooted(options: Options, folder: Path) -> Options:
    """The options with the paths in them made absolute, counted from `folder`."""
    changed: dict[str, Any] = {
        name: str(folder / value) for name in _PATHS if (value := getattr(options, name)) is not None
    }
    if options.plugins is not None:
        changed["plugins"] = tuple(str(folder / path) for path in options.plugins)
    return msgspec.structs.replace(options, **changed)


def listed(text: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """A comma list of the command line, or a sequence, as a tuple without blanks; None stays None."""
    if text is None:
        return None
    parts = text.split(",") if isinstance(text, str) else text
    return tuple(part.strip() for part in parts if part.strip())

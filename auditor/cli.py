"""The command line: `auditor run`, `checks`, `explain`, `evaluate`, `diff`.

Only click is imported at the top: `auditor --help` must answer at once.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from types import FrameType

    from auditor.checking.registry import Registry
    from auditor.config import Choice, Options
    from auditor.model import Finding, Findings, Result

CLEAN: Final = 0
FOUND: Final = 1
MISUSED: Final = 2
INCOMPLETE: Final = 3
INTERRUPTED: Final = 130
TERMINATED: Final = 143

TEXTLESS_FORMATS: Final = ("json", "csv", "xlsx", "sarif", "junit")
"""Formats that show findings alone: for these no worker keeps the documents' texts."""


class _Terminated(BaseException):
    """SIGTERM: end as for Ctrl-C, with nothing half-written left behind.

    No Exception: where a check's own faults are caught, this must pass.
    """


@contextmanager
def _exit_codes() -> Iterator[None]:
    """Turn what ends a command into the exit codes of the contract."""
    from auditor.errors import UsageError

    def terminate(_number: int, _frame: FrameType | None) -> None:
        raise _Terminated

    previous = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    except UsageError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error
    except KeyboardInterrupt:
        _tell("已中断；之前的结果保持原样")
        sys.exit(INTERRUPTED)
    except _Terminated:
        sys.exit(TERMINATED)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except Exception as error:
        # Not 1: that says that the reports were audited and faults found in them.
        if not isinstance(error, OSError):
            traceback.print_exc()
        _tell("审核没有完成：{error}", error=error)
        sys.exit(INCOMPLETE)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _say(template: str, **fields: object) -> str:
    from auditor.language import say

    return say(template, **fields)


def _tell(template: str, **fields: object) -> None:
    click.echo(_say(template, **fields), err=True)


class _Commands(click.Group):
    """The commands in the order in which people need them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(self.commands)


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="auditor", prog_name="auditor", message="%(prog)s %(version)s")
def cli() -> None:
    """审核政府报告：找出张冠李戴、陈旧年份、数字矛盾、照搬重复等问题。

    退出码：0 未发现问题；1 有达到 --fail-on 级别的问题；2 用法或配置有误，未审核；
    3 已审核，但有文件读不出或有检查出错。
    """


@cli.command("run")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="DIR", help="结果写到哪个文件夹（默认 reports_out/）。")
@click.option(
    "--config", metavar="FILE", help="配置文件（默认找 auditor.toml 或 pyproject.toml 的 [tool.auditor]）。"
)
@click.option("--manifest", metavar="FILE", help="档案清单 CSV，列为 path,issuer,jurisdiction,year。")
@click.option("--select", metavar="LIST", help="只运行这些检查或类别，逗号分隔。")
@click.option("--ignore", metavar="LIST", help="不运行这些检查或类别，逗号分隔。")
@click.option("--format", metavar="LIST", help="输出格式，逗号分隔（默认 html,json）。")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="工作进程数（默认用全部处理器核）。")
@click.option("--fail-on", type=click.Choice(["error", "warning", "note", "never"]),
              help="有这一级别及以上的问题时以 1 退出（默认 error）。")  # fmt: skip
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), metavar="X", help="不报告把握低于 X（0 到 1）的问题。"
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="说明文字的语言（默认 zh）。")
@click.option("--state", metavar="DIR", help="保存中间结果的文件夹，再次运行时更快（默认 .auditor/）。")
@click.option("--no-cache", "cache", flag_value=False, default=None, help="不用也不保存中间结果。")
@click.option("--baseline", metavar="FILE", help="以前的 findings.json：其中已有的问题不再计数。")
@click.option("--decisions", metavar="FILE", help="复核结论（文件或文件夹）：误报和认可的问题不再计数。")
@click.option("-q", "--quiet", is_flag=True, help="只显示未能读取的文件和出错的检查。")
def run(paths: tuple[str, ...], config: str | None, quiet: bool, **given: Any) -> None:
    """审核文件或文件夹，写出审核报告。

    文件夹按文件名顺序逐个审核；隐藏文件和输出文件夹略过，不认识的格式略过并计数。
    """
    with _exit_codes():
        choice = _choice(given, config)
        sys.exit(_audit(paths, choice, quiet))


def _choice(given: dict[str, Any], config: str | None) -> Choice:
    from auditor import config as configuration
    from auditor import language

    language.use(given["lang"] or "zh")
    for name in ("select", "ignore", "format"):
        given[name] = configuration.listed(given[name])
    options: Options = configuration.Options(**given)
    choice = configuration.resolve(options, config, configuration.STATE)
    language.use(choice.settings.lang)
    _hold_formats(choice.formats)
    return choice


def _hold_formats(formats: tuple[str, ...]) -> None:
    """Raises UsageError for a format that nobody writes, before anything is audited."""
    from auditor.errors import UsageError, nearest
    from auditor.reporting import FORMATS

    for name in formats:
        if name not in FORMATS:
            guess = nearest(name, FORMATS)
            mend = _say("是否想写“{nearest}”？", nearest=guess) if guess else ""
            known = "、".join(FORMATS)
            message = _say(
                "没有名为“{name}”的输出格式；可用 {known}。{mend}", name=name, known=known, mend=mend
            )
            raise UsageError(message)


def _audit(paths: tuple[str, ...], choice: Choice, quiet: bool) -> int:
    import msgspec

    from auditor.running.audit import audit
    from auditor.running.progress import display

    _hold_output(choice.output)
    texts = any(name not in TEXTLESS_FORMATS for name in choice.formats)
    settings = msgspec.structs.replace(choice.settings, texts=texts)
    result = audit(paths, settings, display(quiet))
    code = exit_code(result, choice.fail_on)
    _write(result, choice, code)
    _tell_problems(result)
    if not quiet:
        _tell_summary(result, choice)
    return code


def _hold_output(output: Path) -> None:
    from auditor.errors import UsageError

    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            _say("无法写入输出文件夹 {path}：{error}", path=output, error=error.strerror)
        ) from error
    if not os.access(output, os.W_OK):
        raise UsageError(_say("无法写入输出文件夹 {path}：{error}", path=output, error=_say("没有写权限")))


def exit_code(result: Result, fail_on: str) -> int:
    """3 when the audit is not whole, else 1 when a finding that counts is as grave as `fail_on`, else 0."""
    if result.problems:
        return INCOMPLETE
    return FOUND if _weighs(result.findings, fail_on) else CLEAN


def _weighs(findings: Sequence[Finding], fail_on: str) -> bool:
    """Whether a finding that counts is at least as grave as `fail_on`."""
    from auditor.model import Severity

    if fail_on == "never":
        return False
    least = Severity(fail_on).rank
    return any(one.counts and one.severity.rank >= least for one in findings)


def _write(result: Result, choice: Choice, code: int) -> None:
    """Write the reports, and run.json with the time that they took."""
    import time

    import msgspec

    from auditor.reporting import write_reports

    started = time.perf_counter()

    def finished() -> Result:
        seconds = time.perf_counter() - started
        stages = result.run.stages | {"reporting": seconds}
        total = result.run.seconds + seconds
        run = msgspec.structs.replace(result.run, stages=stages, seconds=total, exit_code=code)
        return msgspec.structs.replace(result, run=run)

    write_reports(finished(), choice.output, choice.formats)
    write_reports(finished(), choice.output, ())


def _tell_problems(result: Result) -> None:
    """Name every file that could not be read, and of a check that fails alike everywhere the first."""
    from collections import defaultdict

    paths = {document.id: document.path for document in result.documents}
    alike: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for problem in result.problems:
        path = paths[problem.document] if problem.document else ""
        alike[problem.kind, problem.message, "" if problem.check else path].append(path)
    for (kind, message, _), files in alike.items():
        where = f"{files[0]}: " if files[0] else ""
        if len(files) > 1:
            where = _say("{path} 等 {count} 份文件: ", path=files[0], count=len(files))
        click.echo(f"{where}{message} [{kind}]", err=True)


def _tell_summary(result: Result, choice: Choice) -> None:
    """What was found, in a few lines on stdout; the last is where the audit stands."""
    from collections import Counter

    from auditor.model import Severity
    from auditor.reporting import labels

    counted = [finding for finding in result.findings if finding.counts]
    severities = Counter(finding.severity for finding in counted)
    totals = "，".join(f"{labels.severity(one.value)} {severities[one]}" for one in Severity)
    click.echo(_say("审核 {count} 份文件：{totals}", count=len(result.documents), totals=totals))
    checks = Counter(finding.check for finding in counted)
    for summary in result.checks:
        if checks[summary.id]:
            click.echo(f"  {checks[summary.id]:>5}  {summary.id} {summary.title}")
    if result.run.passed_over:
        click.echo(_say("略过 {count} 个不认识格式的文件", count=result.run.passed_over))
    for path in result.run.unmatched:
        click.echo(_say("清单中的 {path} 没有对应的文件", path=path))
    if result.problems:
        click.echo(_say("{count} 处未能完整审核，见上", count=len(result.problems)))
    index = choice.output / "index.html"
    click.echo(index if "html" in choice.formats else choice.output)


@cli.command("checks")
@click.option("--config", metavar="FILE", help="配置文件；其中的插件一并列出。")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="说明文字的语言（默认 zh）。")
def list_checks(config: str | None, lang: str | None) -> None:
    """列出所有检查：标识、类别、级别和一句说明。"""
    from auditor.explanation import summary_line

    with _exit_codes():
        registry = _registry(config, lang)
        widths = [max(len(column) for column in columns) for columns in zip(
            *((check.id, check.family, check.severity.value) for check in registry.checks), strict=True
        )]  # fmt: skip
        for check in registry.checks:
            cells = (check.id, check.family, check.severity.value)
            padded = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            click.echo(f"{padded}  {check.title}  {summary_line(check)}")
        _end_with_problems(registry)


@cli.command("explain")
@click.argument("check", metavar="ID")
@click.option("--config", metavar="FILE", help="配置文件；其中的插件也可说明。")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="说明文字的语言（默认 zh）。")
def explain(check: str, config: str | None, lang: str | None) -> None:
    """说明一项检查：找什么、为什么重要、正误例子、已知误报和实测准确率。"""
    from auditor.explanation import explanation

    with _exit_codes():
        registry = _registry(config, lang)
        click.echo(explanation(registry.find(check)))
        _end_with_problems(registry)


@cli.command("evaluate")
@click.option("--select", metavar="LIST", help="只评测这些检查或类别，逗号分隔。")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="工作进程数（默认用全部处理器核）。")
@click.option("--json", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="把全部结果另存为 JSON。")  # fmt: skip
@click.option("--write-figures", is_flag=True, help="更新 explain 显示的实测数字。")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="说明文字的语言（默认 zh）。")
@click.option("-v", "--verbose", is_flag=True, help="逐条列出漏报和误报。")
def evaluate(
    select: str | None,
    jobs: int | None,
    file: Path | None,
    write_figures: bool,
    lang: str | None,
    verbose: bool,
) -> None:
    """在测试语料和埋设的错误上评测每项检查的召回和精确。"""
    from auditor.config import listed
    from auditor.running.audit import usable_cores

    with _exit_codes():
        registry = _registry(None, lang)
        from auditor.evaluation import assessment, figures, telling

        result = assessment.assess(listed(select) or (), jobs or usable_cores())
        for line in telling.told(result, verbose):
            click.echo(line)
        if file is not None:
            file.write_bytes(figures.in_json(result))
        if write_figures:
            click.echo(_say("已更新 {path}", path=figures.keep(result.figures)))
        _end_with_problems(registry)
        if result.failures:
            sys.exit(INCOMPLETE)


def _registry(config: str | None, lang: str | None) -> Registry:
    from auditor.checking import registry

    choice = _choice({"lang": lang, "select": None, "ignore": None, "format": None}, config)
    return registry.load(choice.settings.plugins)


def _end_with_problems(registry: Registry) -> None:
    """Tell of plug-ins that failed, and exit with 3 when there are any."""
    for problem in registry.problems:
        click.echo(f"{problem.message} [{problem.kind}]", err=True)
    if registry.problems:
        sys.exit(INCOMPLETE)


@cli.command("diff")
@click.argument("earlier", metavar="A", type=click.Path(exists=True, path_type=Path))
@click.argument("later", metavar="B", type=click.Path(exists=True, path_type=Path))
@click.option("--fail-on", type=click.Choice(["error", "warning", "note", "never"]), default="error",
              help="有这一级别及以上的新问题时以 1 退出（默认 error）。")  # fmt: skip
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="说明文字的语言（默认 zh）。")
def diff(earlier: Path, later: Path, fail_on: str, lang: str) -> None:
    """比较两次结果（findings.json 或输出文件夹）：新增、已改正和仍在的问题。"""
    from auditor import language
    from auditor.ledger.comparison import compare
    from auditor.ledger.results import read_findings

    with _exit_codes():
        language.use(lang)
        before, after = read_findings(earlier), read_findings(later)
        comparison = compare(before.findings, after.findings)
        _tell_findings("新增", comparison.new, after)
        _tell_findings("已改正", comparison.fixed, before)
        _tell_findings("仍在", comparison.persisting, after)
        sys.exit(FOUND if _weighs(comparison.new, fail_on) else CLEAN)


def _tell_findings(heading: str, findings: Sequence[Finding], content: Findings) -> None:
    paths = {document.id: document.path for document in content.documents}
    click.echo(f"{_say(heading)} {len(findings)}")
    for one in findings:
        click.echo(
            f"  {paths[one.document]}:{one.line}:{one.column} {one.check} {one.severity.value} {one.message}"
        )


def main() -> None:
    """The entry point of the `auditor` command."""
    # numpy's threads gain nothing here and stand in the way of forking; set before it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        cli()
    except SystemExit as end:
        _leave(end)


def _leave(end: SystemExit) -> None:
    """End the process as Python would, without taking apart first what the system takes back at once.

    After 10,000 documents that took a tenth of a second.  Raises `end` when Python must show what it says.
    """
    if end.code is not None and not isinstance(end.code, int):
        raise end
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(end.code or 0)

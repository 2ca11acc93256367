"""What can be told of a check: from its docstring, its cases, and the figures measured for it."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Final

from auditor import testing
from auditor.checking.check import BaseCheck
from auditor.evaluation import figures
from auditor.evaluation.telling import told_figures
from auditor.language import say
from auditor.reporting import labels

_EXAMPLES: Final = 3


def summary_line(check: BaseCheck) -> str:
    """The first line of the check's docstring."""
    return (inspect.getdoc(type(check)) or "").split("\n", 1)[0]


def explanation(check: BaseCheck) -> str:
    """The page that `auditor explain` prints, in Markdown."""
    parts = [
        f"# {check.id} {check.title}",
        say(
            "类别 {family}；级别 {severity}；第 {version} 版",
            family=f"{check.family} {labels.family(check.family)}".strip(),
            severity=labels.severity(check.severity.value),
            version=check.version,
        ),
    ]
    if check.aliases:
        parts.append(say("曾用标识：{aliases}", aliases="、".join(check.aliases)))
    parts.append(inspect.getdoc(type(check)) or "")
    parts += [*_figures(check), *_examples(check)]
    return "\n\n".join(part for part in parts if part)


def _figures(check: BaseCheck) -> list[str]:
    """How well the check did when it was last evaluated; nothing for a check that never was."""
    measured = figures.kept().get(check.id)
    return ["## " + say("实测"), told_figures(measured)] if measured else []


def _examples(check: BaseCheck) -> list[str]:
    """A few of the check's own cases, where they are at hand: they stand in the source tree alone."""
    file = Path(__file__).parent.parent / "tests" / "checks" / check.family / f"{check.id}.yaml"
    if not file.is_file():
        return []
    cases = testing.read_cases(file)
    shown = [
        *((say("应当发现"), case) for case in cases.fail[:_EXAMPLES]),
        *((say("应当放过"), case) for case in cases.passing[:_EXAMPLES]),
    ]
    lines = [f"- {heading}：{case.name}\n\n{_indented(case.text)}" for heading, case in shown]
    return ["## " + say("用例"), *lines]


def _indented(text: str) -> str:
    return "\n".join("      " + line for line in text.strip().split("\n"))

"""The figures kept beside the code, `figures.json`: shown by `auditor explain`, and not to be fallen below."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Final

import msgspec

from auditor.evaluation.assessment import Assessment
from auditor.evaluation.scores import Figures

FILE: Final = "figures.json"


@functools.cache
def kept() -> Mapping[str, Figures]:
    """The figures by check, as they were last measured; none before the first time."""
    file = resources.files("auditor.evaluation") / FILE
    if not file.is_file():
        return {}
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Figures])


def keep(measured: Mapping[str, Figures]) -> Path:
    """Write new figures in place of the old ones of the same checks; gives the file's path."""
    file = Path(str(resources.files("auditor.evaluation") / FILE))
    figures = {name: one for name, one in {**kept(), **measured}.items() if one.faults or one.gold[1]}
    ordered = dict(sorted(figures.items(), key=lambda entry: (entry[1].family, entry[0])))
    lines = (f"{msgspec.json.encode(name).decode()}: {_line(one)}" for name, one in ordered.items())
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    kept.cache_clear()
    return file


def in_json(assessment: Assessment) -> bytes:
    """The whole evaluation for programs: figures with their rates and intervals, misses, false alarms."""
    content = msgspec.to_builtins(assessment)
    for name, one in assessment.figures.items():
        for measure, rate in (("recall", one.recall), ("precision", one.precision)):
            content["figures"][name][measure] = {"value": rate.value, "interval": rate.interval}
    return msgspec.json.format(msgspec.json.encode(content), indent=1)


def _line(figures: Figures) -> str:
    return msgspec.json.encode(figures).decode()

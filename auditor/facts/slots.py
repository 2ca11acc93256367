"""Slots: what the words around a thing say of its role, weighed by a table of rules.

A table is a TOML file of `[[factor]]` rows, read and compiled once a process.  Each row has a `name`, a `weight` in log-odds, the reason as
the reviewer reads it (`text`), its `source`, and patterns of which all that are given must hold: `before`
(ends right before the thing), `after` (begins right behind it), `sentence` and `clause` (anywhere in
them).  What a row is about besides (forms of a name, units of a date, kinds of report …) its owner decides by the other keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from importlib import resources

import msgspec

from auditor.language import say
from auditor.model import Factor

_FOLDED = str.maketrans(
    {"，": ",", "；": ";", "：": ":", "！": "!", "？": r"\?", "（": r"\(", "）": r"\)", "　": " "}
)
"""The words around a thing come width-folded; tables write marks of punctuation as reports do."""


class SlotRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a table as written; patterns may hold {fields} that are filled when it is read.

    With `behind_issuer` the pattern `after` begins behind the issuer's own name, which must come first.
    """

    name: str
    weight: float
    text: str
    source: str
    before: str = ""
    after: str = ""
    sentence: str = ""
    clause: str = ""
    forms: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    relation: str = ""
    level: tuple[int, ...] = ()
    common: bool = True
    behind_issuer: bool = False


class _Table(msgspec.Struct, frozen=True):
    factor: tuple[SlotRule, ...]


class Slot(msgspec.Struct, frozen=True):
    """A rule with its patterns compiled; a pattern that is not given is None."""

    rule: SlotRule
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    sentence: re.Pattern[str] | None
    clause: re.Pattern[str] | None


class Surroundings(msgspec.Struct, frozen=True):
    """The words around a thing, all within its line."""

    before: str
    after: str
    sentence: str
    clause: str = ""


def read(package: str, name: str, fields: Mapping[str, str]) -> tuple[Slot, ...]:
    """The slots of a table that stands as a file in a package.

    `{field}` in a pattern is replaced from `fields`.  Raises msgspec.ValidationError for a key that no
    rule has.
    """
    content = (resources.files(package) / name).read_text("utf-8")
    return tuple(_compiled(rule, fields) for rule in msgspec.convert(tomllib.loads(content), _Table).factor)


def _compiled(rule: SlotRule, fields: Mapping[str, str]) -> Slot:
    def filled(pattern: str) -> re.Pattern[str] | None:
        for field, words in fields.items():
            pattern = pattern.replace(f"{{{field}}}", words)
        pattern = pattern.translate(_FOLDED)
        return re.compile(pattern) if pattern else None

    return Slot(rule, filled(rule.before), filled(rule.after), filled(rule.sentence), filled(rule.clause))


def holds(slot: Slot, around: Surroundings) -> bool:
    """Whether all patterns of the slot hold in the words around a thing."""
    return (
        (slot.before is None or slot.before.search(around.before) is not None)
        and (slot.after is None or slot.after.search(around.after) is not None)
        and (slot.sentence is None or slot.sentence.search(around.sentence) is not None)
        and (slot.clause is None or slot.clause.search(around.clause) is not None)
    )


def weigh(
    slots: Iterable[Slot], around: Surroundings, concerns: Callable[[SlotRule], bool], **fields: object
) -> tuple[Factor, ...]:
    """The factors that hold, each name once; `concerns` says which rules are about this thing at all."""
    factors: dict[str, Factor] = {}
    for slot in slots:
        rule = slot.rule
        if rule.name not in factors and concerns(rule) and holds(slot, around):
            factors[rule.name] = Factor(rule.name, rule.weight, say(rule.text, **fields))
    return tuple(factors.values())

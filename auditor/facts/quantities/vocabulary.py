"""The tables behind the recognition of quantities: `units.tsv` and `words.toml`, loaded once."""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from importlib import resources
from typing import Literal

import msgspec

Kind = Literal["count", "money", "percent", "points", "multiple", "measure", "duration"]


class Unit(msgspec.Struct, frozen=True):
    """A unit as printed: what kind it is, the unit it is counted in, and how much of that it is.

    `unless` holds the characters that make another word of it when they follow (12部门: no 部).
    """

    name: str
    kind: Kind
    base: str
    factor: Decimal
    unless: str


class Words(msgspec.Struct, frozen=True):
    """The word groups of `words.toml`; the file says what each is for."""

    set_phrases: tuple[str, ...]
    approximate_before: tuple[str, ...]
    above_before: tuple[str, ...]
    below_before: tuple[str, ...]
    above_after: tuple[str, ...]
    below_after: tuple[str, ...]
    approximate_after: tuple[str, ...]
    total: tuple[str, ...]
    rest: tuple[str, ...]
    growth: tuple[str, ...]
    own_bodies: tuple[str, ...]
    times: tuple[str, ...]
    adverbs: tuple[str, ...]
    light_verbs: tuple[str, ...]
    linking: tuple[str, ...]
    tail_stops: tuple[str, ...]
    generic: tuple[str, ...]
    distinguishing: tuple[str, ...]
    plan: tuple[str, ...]
    plan_heading: tuple[str, ...]
    accounts: tuple[str, ...]


@functools.cache
def units() -> dict[str, Unit]:
    """All units by the name under which they are printed."""
    text = (resources.files(__package__) / "units.tsv").read_text("utf-8")
    return {
        row["unit"]: Unit(row["unit"], row["kind"], row["base"], Decimal(row["factor"]), row["unless"])  # type: ignore[arg-type]
        for row in csv.DictReader(text.splitlines(), delimiter="\t")
    }


@functools.cache
def words() -> Words:
    """All word groups."""
    text = (resources.files(__package__) / "words.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), Words)


def longest_first(*groups: Iterable[str]) -> list[str]:
    """The words of the groups without repeats, the longest first, as an alternation needs them."""
    return sorted({word for group in groups for word in group}, key=lambda word: (-len(word), word))

"""Rates above 100% that cannot be: those of a part in a whole (满意率103.2%).

A part of `ratio-mismatch`.  Which rates these are is a closed list, `above_all.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Final

import msgspec

from auditor.facts.quantities import Quantity
from auditor.model import Document

_ALL: Final = 100
_VALUE: Final = r"(?:[均已仅高]?(?:为|达到?|是|约|:)?|(?:提[升高]|上升)[到至]|(?:保持|稳定)在)$"
"""What may stand between the name of a rate and its value."""


class _Rules(msgspec.Struct, frozen=True):
    rates: tuple[str, ...]
    degrees: tuple[str, ...]
    shares: tuple[str, ...]
    not_with: tuple[str, ...]
    source: str


@functools.cache
def _rules() -> _Rules:
    text = (resources.files("checks.numbers") / "above_all.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), _Rules)


@functools.cache
def _named() -> re.Pattern[str]:
    """The name of a share with the words before its value."""
    rules = _rules()
    rates, degrees, shares = map("|".join, (rules.rates, rules.degrees, rules.shares))
    return re.compile(rf"(?:(?:{rates})率|(?:{degrees})度|(?:{shares})(?:比[例率]|占比)){_VALUE}")


def is_above_all(document: Document, rate: Quantity) -> bool:
    """Whether a percentage is more than 100 and its name that of a share which cannot be."""
    if rate.value <= _ALL or rate.claim == "growth":
        return False
    named = _named().search(document.folded, rate.lead.start, rate.lead.end)
    if named is None:
        return False
    before = document.folded[rate.lead.start : named.start()]
    return not any(word in before for word in _rules().not_with)


def source() -> str:
    """On what the list rests."""
    return _rules().source

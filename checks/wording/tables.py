"""The data tables that stand beside the wording checks, read once per process."""

from __future__ import annotations

import csv
import functools
from importlib import resources


def rows(name: str) -> list[dict[str, str]]:
    """The rows of the tab-separated table `name`, keyed by its header; empty cells are "".

    Raises ValueError for a row with more or fewer cells than the header, naming its line.
    """
    text = (resources.files("checks.wording") / name).read_text("utf-8")
    reader = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(reader)
    table = []
    for cells in reader:
        if len(cells) != len(header):
            raise ValueError(f"{name}:{reader.line_num}: {len(cells)} cells, header has {len(header)}")
        table.append(dict(zip(header, cells, strict=True)))
    return table


def alternatives(cell: str) -> tuple[str, ...]:
    """A cell with several values (`政|法|综`) as a tuple; empty for an empty cell."""
    return tuple(cell.split("|")) if cell else ()


@functools.cache
def lone_characters() -> frozenset[str]:
    """Characters that are words of their own in official prose: particles, suffixes, short verbs …"""
    return frozenset("".join(row["characters"] for row in rows("lone_characters.tsv")))


@functools.cache
def sounds() -> dict[str, tuple[str, ...]]:
    """Character → for each of its readings (tones aside) the common characters read so, by frequency."""
    readings: dict[str, tuple[str, ...]] = {}
    for row in rows("same_sound.tsv"):
        for character in row["characters"]:
            readings[character] = (*readings.get(character, ()), row["characters"])
    return readings


@functools.cache
def shapes() -> dict[str, frozenset[str]]:
    """Character → the characters that look like it."""
    similar: dict[str, set[str]] = {}
    for row in rows("same_shape.tsv"):
        for character in row["characters"]:
            similar.setdefault(character, set()).update(row["characters"])
    return {character: frozenset(others - {character}) for character, others in similar.items()}

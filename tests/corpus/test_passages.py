"""The passages for evaluation are well-formed: quotes stand once, texts tell whose report they are."""

from __future__ import annotations

import collections
from importlib import resources
from typing import Any

import pytest
import yaml

from auditor import evaluation

FILES = sorted(
    file.name for file in (resources.files(evaluation) / "passages").iterdir() if file.name.endswith(".yaml")
)
EXCERPT = 600
"""Texts under this many characters are excerpts: a whole report's parts are not asked of them."""


def passages_of(name: str) -> list[dict[str, Any]]:
    content = yaml.safe_load((resources.files(evaluation) / "passages" / name).read_text("utf-8"))
    passages: list[dict[str, Any]] = content["passages"]
    return passages


@pytest.mark.parametrize("name", FILES)
def test_passages_are_whole(name: str) -> None:
    for passage in passages_of(name):
        assert set(passage) <= {"name", "families", "report", "format", "expected", "text"}, passage["name"]
        assert set(passage["report"]) == {"issuer", "jurisdiction", "year"}
        assert isinstance(passage["report"]["year"], int)
        assert str(passage["report"]["year"]) in passage["text"]
        assert len(passage["text"]) < EXCERPT
        assert bool(passage.get("expected")) == name.startswith("faulty-"), passage["name"]


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("faulty-")])
def test_expected_quotes_stand_at_one_place(name: str) -> None:
    for passage in passages_of(name):
        for fault in passage["expected"]:
            within = fault.get("within") or fault["text"]
            assert passage["text"].count(within) == 1, passage["name"]
            assert within.count(fault["text"]) == 1, passage["name"]


def test_names_are_unique_and_there_are_enough() -> None:
    passages = [(name, passage) for name in FILES for passage in passages_of(name)]
    assert len({passage["name"] for _, passage in passages}) == len(passages)
    clean = collections.Counter(
        family
        for name, passage in passages
        if not name.startswith("faulty-")
        for family in passage["families"]
    )
    assert clean["jurisdiction"] + clean["time"] + clean["citations"] >= 60
    assert clean["numbers"] >= 80
    assert sum(clean[family] for family in ("structure", "wording", "residue", "privacy")) >= 120

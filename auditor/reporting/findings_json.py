"""findings.json and run.json: the result as canonical bytes, and the schema that it follows."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import msgspec

from auditor.model import Findings, RunInfo


def encode(content: Findings) -> bytes:
    """The bytes of findings.json: UTF-8, keys in the order of the contract, one space a level.

    The same content gives the same bytes.
    """
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def encode_run(run: RunInfo) -> bytes:
    """The bytes of run.json."""
    return msgspec.json.format(msgspec.json.encode(run), indent=1) + b"\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of findings.json, version 1."""
    source = resources.files("auditor.reporting").joinpath("findings.schema.json")
    content: dict[str, Any] = json.loads(source.read_text("utf-8"))
    return content


def validate(document: object) -> None:
    """Check a decoded findings.json against the schema; for tests, where `jsonschema` is installed.

    Raises jsonschema.ValidationError that names the first offending place.
    """
    import jsonschema

    jsonschema.validate(document, schema(), cls=jsonschema.Draft202012Validator)

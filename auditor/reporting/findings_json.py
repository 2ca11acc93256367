"""findings.json and run.json: the result as canonical bytes, and the schema that it follows."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import msgspec

from auditor.model import Findings, RunInfo


def encode(content: Findings) -> bytes:
    """The bytes of findings.json: UTF-8, keys in the order of the contract, one entry of a list a line.

    The same content gives the same bytes, and a changed finding is one changed line.
    """
    members = []
    for name in content.__struct_fields__:
        value = getattr(content, name)
        if isinstance(value, tuple):
            entries = b",\n".join(b"  " + msgspec.json.encode(entry) for entry in value)
            encoded = b"[\n" + entries + b"\n ]" if value else b"[]"
        else:
            encoded = msgspec.json.encode(value)
        members.append(b" " + msgspec.json.encode(name) + b": " + encoded)
    return b"{\n" + b",\n".join(members) + b"\n}\n"


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

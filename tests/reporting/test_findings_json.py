"""findings.json: canonical bytes that follow the schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from report_sample import sample

from auditor.model import Finding, Findings
from auditor.reporting import write_reports
from auditor.reporting.findings_json import encode, schema, validate


def test_the_sample_follows_the_schema() -> None:
    validate(json.loads(encode(sample().content)))


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_schema_knows_every_field_of_the_model() -> None:
    definitions = schema()["$defs"]
    assert tuple(schema()["properties"]) == Findings.__struct_fields__
    assert tuple(definitions["finding"]["properties"]) == Finding.__struct_fields__


@pytest.mark.parametrize(
    ("where", "value"),
    [("severity", "grave"), ("start", -1), ("line", 0), ("confidence", 1.5), ("extra", 1), ("message", "")],
)
def test_the_schema_refuses_what_is_wrong(where: str, value: object) -> None:
    content = json.loads(encode(sample().content))
    content["findings"][0][where] = value
    with pytest.raises(jsonschema.ValidationError):
        validate(content)


def test_keys_stand_in_the_order_of_the_contract() -> None:
    content = json.loads(encode(sample().content))
    assert list(content)[:4] == ["schema", "tool", "documents", "findings"]
    assert list(content["findings"][0])[:6] == [
        "fingerprint",
        "check",
        "family",
        "severity",
        "confidence",
        "document",
    ]


def test_chinese_is_written_as_it_is_read() -> None:
    assert "青禾县农业农村局" in encode(sample().content).decode("utf-8")


def test_the_same_result_gives_the_same_bytes_in_any_process() -> None:
    program = (
        "import sys; from report_sample import sample; from auditor.reporting.findings_json import encode;"
        "sys.stdout.buffer.write(encode(sample().content))"
    )
    here = Path(__file__).parent
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=here,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{here}:{here.parent.parent}"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {encode(sample().content)}


def test_quotes_are_slices_of_the_text() -> None:
    result = sample()
    for finding in result.findings:
        assert result.text_of(finding.document)[finding.start : finding.end] == finding.text


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="parchment"):
        write_reports(sample(), tmp_path / "out", ["json", "parchment"])
    assert not (tmp_path / "out").exists()


def test_run_json_is_always_written(tmp_path: Path) -> None:
    write_reports(sample(), tmp_path, ["json"])
    assert {file.name for file in tmp_path.iterdir()} == {"findings.json", "run.json"}
    assert json.loads((tmp_path / "run.json").read_text("utf-8"))["jobs"] == 2

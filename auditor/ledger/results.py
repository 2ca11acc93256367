"""Reading results that earlier runs wrote."""

from __future__ import annotations

from pathlib import Path

import msgspec

from auditor.errors import UsageError
from auditor.language import say
from auditor.model import SCHEMA, Findings


def read_findings(path: Path) -> Findings:
    """The content of a findings.json, or of the one in an output folder.

    Raises UsageError when it is not there or is no result of a version known here.
    """
    file = path / "findings.json" if path.is_dir() else path
    try:
        content = msgspec.json.decode(file.read_bytes(), type=Findings)
    except OSError as error:
        raise UsageError(say("无法读取结果文件 {file}：{error}", file=file, error=error.strerror)) from error
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise UsageError(say("{file} 不是审核结果文件：{error}", file=file, error=error)) from error
    if content.schema != SCHEMA:
        message = say(
            "{file} 的版本是 {schema}，这里只认识 {known}", file=file, schema=content.schema, known=SCHEMA
        )
        raise UsageError(message)
    return content

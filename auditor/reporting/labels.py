"""The words that people read for the values of the model, in the current language."""

from __future__ import annotations

from typing import Final

from auditor import language
from auditor.language import say
from auditor.model import CheckSummary

_SEVERITIES: Final = {"error": "错误", "warning": "警告", "note": "提示"}
_STATES: Final = {
    "open": "待复核",
    "confirmed": "已确认",
    "false-alarm": "误报",
    "accepted": "予以认可",
    "disputed": "意见不一",
}
_ROLES: Final = {
    "identity": "身份依据",
    "conflict": "矛盾之处",
    "source": "出处",
    "expected": "应为",
    "definition": "界定",
}
_STATUSES: Final = {"audited": "已审", "partial": "部分已审", "unreadable": "无法读取"}
_FAMILIES: Final = {
    "jurisdiction": "属地",
    "time": "时间",
    "citations": "引用",
    "numbers": "数字勾稽",
    "reuse": "重复与照搬",
    "structure": "结构",
    "wording": "文字",
    "residue": "转换残留与占位",
    "privacy": "个人信息",
}


def severity(value: str) -> str:
    return say(_SEVERITIES[value])


def state(value: str) -> str:
    return say(_STATES[value])


def role(value: str) -> str:
    return say(_ROLES[value])


def status(value: str) -> str:
    return say(_STATUSES[value])


def family(name: str) -> str:
    """The family's name; a plug-in's family without one is shown as it calls itself."""
    return say(_FAMILIES[name]) if name in _FAMILIES else name


def check(summary: CheckSummary) -> str:
    """The check's Chinese name; for readers of English its id, which is made of English words."""
    if summary.title and language.current() == "zh":
        return summary.title
    return summary.id.replace("-", " ")


def reference_data() -> str:
    """Where a fact comes from that stands in no document."""
    return say("参考资料")


def this_document() -> str:
    """Where evidence stands that is in the finding's own document."""
    return say("本文")


def every_label() -> dict[str, dict[str, str]]:
    """All labels by what they are labels of, for a page that looks them up itself."""
    return {
        "severity": {value: severity(value) for value in _SEVERITIES},
        "state": {value: state(value) for value in _STATES},
        "role": {value: role(value) for value in _ROLES},
        "status": {value: status(value) for value in _STATUSES},
    }

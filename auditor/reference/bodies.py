"""Names of public bodies: their full and short forms, and how a name is taken apart.

科学技术局 and 科技局 are one body; 科技局 and 科创局 are not, unless the table says so.
"""

from __future__ import annotations

import re

from auditor.reference.tables import cached, rows


@cached
def _families() -> dict[str, str]:
    """Any written form of a body's core (科学技术) → the form that stands for all (科技)."""
    forms: dict[str, str] = {}
    for short, written in rows("bodies.tsv", "short", "forms"):
        for form in (short, *written.split("|")):
            forms[form] = short
    return forms


# Kinds of body that a name ends in, longer before shorter.
_TYPES = (
    "街道党工委",
    "街道办事处",
    "管理委员会",
    "人民政府办公室",
    "人民政府办公厅",
    "人民代表大会常务委员会",
    "人民检察院",
    "人民法院",
    "人民政府",
    "委员会办公室",
    "委员会",
    "管委会",
    "办公室",
    "办公厅",
    "办事处",
    "政府办",
    "政府",
    "工作委员会",
    "党工委",
    "委办",
    "委",
    "厅",
    "局",
    "署",
    "街道",
    "镇",
    "乡",
    "中心",
    "支队",
    "总队",
    "大队",
    "联合会",
    "总工会",
    "法院",
    "检察院",
    "办",
    "院",
    "校",
    "处",
    "站",
    "所",
    "馆",
    "队",
    "社",
    "部",
    "会",
    "学",
    "园",
    "公司",
    "集团",
    "银行",
)
_PARTY_TAIL = re.compile(r"(?:党组|党委|党总支|党支部|机关党委|党工委|分党组)$")


def body_type(name: str) -> str:
    """The kind of body that a name ends in (局, 委员会 …), or an empty string."""
    for ending in _TYPES:
        if name.endswith(ending):
            return ending
    return ""


def without_party(name: str) -> str:
    """The body whose party group is named: 高青县科学技术局党组 → 高青县科学技术局."""
    bare = name.removeprefix("中国共产党").removeprefix("中共")
    shorter = _PARTY_TAIL.sub("", bare)
    return shorter if body_type(shorter) else bare


@cached
def canonical(body: str) -> str:
    """One form for all usual forms of a body without its place: 科学技术局 → 科技局, 政府办 → 政府办公室."""
    body = without_party(body)
    forms = _families()
    if body in forms:
        return forms[body]
    ending = body_type(body)
    core = body[: len(body) - len(ending)]
    return forms.get(core, core) + ending


def same_body(first: str, second: str) -> bool:
    """Whether two names without their places are forms of one body."""
    return canonical(first) == canonical(second)

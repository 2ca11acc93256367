"""Names of issuing bodies taken apart: 江门市江海区科学技术局 → 江门市 + 江海区 + 科学技术局."""

from __future__ import annotations

import re

import msgspec

from auditor.reference import bodies, divisions, tables
from auditor.reference.divisions import Division

LONGEST_DIVISION_NAME = 15
"""双江拉祜族佤族布朗族傣族自治县 has 15 characters, more than any other."""

_TOWN = re.compile(r"[一-鿿]{1,6}?(?:镇|(?<!城)乡|街道|苏木)(?!长|党|府|工|级|村|直|里)")
_FUNCTIONAL_AREA = re.compile(
    r"[一-鿿]{0,8}?(?:高新技术产业开发区|高新技术开发区|高新技术产业园区|高新区|经济技术开发区|经济开发区|经开区|"
    r"综合保税区|保税区|出口加工区|旅游度假区|风景名胜区|风景区|自由贸易试验区|自贸区|自贸试验区|现代农业示范区|示范区|"
    r"新区|开发区|工业园区|产业园区|管理区|功能区|试验区|园区)"
)
_LEVEL_WORD = re.compile(r"(?:自治区|自治县|自治州|省|市|县|区|旗|州|盟)(?=[一-鿿])")


class BodyName(msgspec.Struct, frozen=True):
    """A body's name in parts.

    `chain` are the divisions written before the body, from high to low, each with its candidates (a
    name may be borne by several divisions); `level_word` is the bare 县/市/区 of 县科技局; `town` a town
    or street; `area` a functional area such as 高新区; `body` what remains (科学技术局).
    """

    text: str
    chain: tuple[tuple[Division, ...], ...]
    level_word: str
    area: str
    town: str
    body: str

    @property
    def places_text(self) -> str:
        """The part of the text before the body."""
        return self.text[: len(self.text) - len(self.body)] if self.body else self.text


def division_at(text: str, start: int = 0) -> tuple[str, tuple[Division, ...]] | None:
    """The longest full division name at `start` of the text with the divisions that bear it."""
    for length in range(min(LONGEST_DIVISION_NAME, len(text) - start), 1, -1):
        name = text[start : start + length]
        found = divisions.by_name(name)
        if found:
            return name, found
    return None


@tables.lately(4096)
def parse(text: str) -> BodyName:
    """Take a body's name apart; parts that are not there are empty.

    Kept, because title, sign-off and text name one body again and again.
    """
    rest = bodies.without_party(text)
    whole = rest
    chain: list[tuple[Division, ...]] = []
    while (found := division_at(rest)) is not None:
        name, candidates = found
        compatible = _below(candidates, chain[-1]) if chain else candidates
        if chain and not compatible:
            break
        chain.append(compatible)
        rest = rest[len(name) :]
    if not chain and (shortly := _city_of_area(rest)) is not None:
        chain.append(shortly[1])
        rest = rest[len(shortly[0]) :]
    level = "" if chain else _match(_LEVEL_WORD, rest)
    rest = rest[len(level) :]
    area = _match(_FUNCTIONAL_AREA, rest)
    rest = rest[len(area) :]
    if rest.startswith(("(", "（")):  # 江门高新区（江海区）
        rest = re.sub(r"^[(（][^()（）]{1,12}[)）]", "", rest)
    street = rest.removeprefix("人民政府")
    if _TOWN.match(street):
        rest = street  # 崇川区人民政府文峰街道办事处 is of the street
    town = _match(_TOWN, rest)
    if town and not bodies.body_type(rest[len(town) :]) and rest != town:
        town = ""
    rest = rest[len(town) :]
    return BodyName(whole, tuple(chain), level, area, town, rest)


def _city_of_area(text: str) -> tuple[str, tuple[Division, ...]] | None:
    """A city by its short name right before a functional area: 大连 in 大连长兴岛经济开发区."""
    for length in (2, 3, 4):
        found = tuple(division for division in divisions.by_short(text[:length]) if division.level == 2)
        if found and _FUNCTIONAL_AREA.match(text, length):
            return text[:length], found
    return None


def _match(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return found[0] if found else ""


def _below(candidates: tuple[Division, ...], parents: tuple[Division, ...]) -> tuple[Division, ...]:
    return tuple(
        division
        for division in candidates
        if any(divisions.is_within(division, parent) for parent in parents)
    )

"""Functional areas that issue reports without being divisions of the state: 新区, 高新区, 经开区 …

Those with names of their own stand in `functional_areas.tsv`; the others are named after the city or
county in which they lie (江门高新区, 高台县工业园区) and are found by rule.
"""

from __future__ import annotations

import re

from auditor.reference.divisions.register import Division, by_code, by_name, by_short, parents
from auditor.reference.tables import cached, rows

_NAMED_AFTER_HOST = re.compile(
    r"(?P<host>[一-鿿]{2,8}?)(?:国家级?|省级)?"
    r"(?:高新技术产业开发区|高新技术开发区|高新技术产业园区|高新区|经济技术开发区|经济开发区|经开区|"
    r"综合保税区|保税区|出口加工区|农业科技园区|旅游度假区|循环经济示范区|工业集中区|工业园区|产业园区|开发区|新区)"
)


@cached
def _listed() -> dict[str, tuple[str, int]]:
    columns = ("name", "host", "first_year")
    return {name: (host, int(year)) for name, host, year in rows("functional_areas.tsv", *columns)}


def area_names() -> tuple[str, ...]:
    """The functional areas with names of their own."""
    return tuple(_listed())


def area(name: str) -> Division | None:
    """The functional area of a name as a division in its host, or None when the host cannot be told.

    江门高新区 lies in 江门市; a city comes before a district of its name, and a name that several places of
    one level bear (鼓楼高新区) gives None.
    """
    listed = _listed().get(name)
    if listed is not None:
        host = by_code(listed[0])
        return None if host is None else _within(host, name, listed[1])
    match = _NAMED_AFTER_HOST.fullmatch(name)
    if match is None or by_name(name):
        return None
    hosts = [division for division in by_name(match["host"]) or by_short(match["host"]) if division.current]
    # A city before the district or county of the same short name: 安阳高新区 is the city's.
    cities = [division for division in hosts if division.level == 2] or hosts
    return _within(cities[0], name, None) if len(cities) == 1 else None


def _within(host: Division, name: str, first_year: int | None) -> Division:
    above = {division.level: division.name for division in (host, *parents(host))}
    return Division(
        code="",
        level=3,
        name=name,
        short=name,
        province=above.get(1, ""),
        prefecture=above.get(2, ""),
        first_year=first_year,
        host=host.code,
    )

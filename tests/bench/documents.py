"""Makes the benchmark's reports: about 4,000 characters in 41 paragraphs each, the same for the same seed."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path
from typing import Any, Final

from auditor.reference.divisions import register

PROSE: Final = 4
"""Sentences without figures in a paragraph of the review."""

_WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text("utf-8"))
_COUNTIES = [
    one for one in register.everything() if one.level == 3 and one.current and one.prefecture and not one.host
]
_NUMERALS = "一二三四五六七八九十"


class _Writer:
    """One report on its way: its issuer, and the sentences not used yet."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.county = chance.choice(_COUNTIES)
        self.year = chance.randint(2021, 2024)
        self.bureau = chance.choice(_WORDS["bureaus"])
        self.review = chance.sample(_WORDS["review"], len(_WORDS["review"]))
        pairs = zip(self._mixed("beginnings"), self._mixed("endings"), strict=True)
        self.prose = [beginning + ending for beginning, ending in pairs]

    def _mixed(self, name: str) -> list[str]:
        words: list[str] = _WORDS[name]
        return self.chance.sample(words, len(words))

    def filled(self, sentence: str) -> str:
        chance, county = self.chance, self.county
        town, town2 = chance.sample(_WORDS["towns"], 2)
        law, law2 = chance.sample(_WORDS["laws"], 2)
        theme, theme2 = chance.sample(_WORDS["themes"], 2)
        return sentence.format(
            own=county.name, short=county.short, word=county.own_word, city=county.prefecture,
            province=county.province, bureau=self.bureau, we="我局",
            year=self.year, last=self.year - 1, next=self.year + 1,
            town=town, town2=town2, law=f"《{law}》", law2=f"《{law2}》", theme=theme, theme2=theme2,
            number=f"国办发〔{self.year}〕{chance.randint(1, 60)}号",
            object=chance.choice(_WORDS["objects"]),
            n=(few := chance.randint(2, 12)), less=chance.randint(1, few), n2=chance.randint(2, 12),
            m=chance.randint(20, 400), m2=chance.randint(20, 400), k=chance.randint(1_000, 20_000),
            p=round(chance.uniform(60, 99), chance.randint(0, 2)), money=round(chance.uniform(5, 900), 2),
        )  # fmt: skip

    def lines(self, markdown: bool) -> list[str]:
        title = f"{self.county.name}{self.bureau}{self.year}年法治政府建设情况报告"
        lines = [title, self.filled(self.chance.choice(_WORDS["opening"])), f"一、{self.year}年主要工作情况"]
        headings = self.chance.sample(_WORDS["headings"], 5)
        for number, heading in enumerate(headings):
            lines.append(f"（{_NUMERALS[number]}）{heading}")
            lines += [self._paragraph(figures) for figures in (True, True, False)]
        lines += self._table(markdown)
        lines += ["二、存在的不足和原因", *map(self.filled, _WORDS["shortcomings"])]
        lines += ["三、主要负责人履行职责情况", *map(self.filled, _WORDS["duty"])]
        lines += [f"四、{self.year + 1}年工作安排", *map(self.filled, _WORDS["plan"])]
        return [
            *lines,
            f"{self.county.name}{self.bureau}",
            f"{self.year + 1}年1月{self.chance.randint(2, 28)}日",
        ]

    def _paragraph(self, figures: bool) -> str:
        """Sentences, one of which may have figures.

        Two paragraphs of three have some 40 figures in 4,000 characters; published reports have 11 to 37.
        """
        sentences = [self.prose.pop() for _ in range(PROSE)] + ([self.review.pop()] if figures else [])
        return "".join(map(self.filled, self.chance.sample(sentences, len(sentences))))

    def _table(self, markdown: bool) -> list[str]:
        """A small table whose total is right."""
        rows = [(name, self.chance.randint(10, 400)) for name in self.chance.sample(_WORDS["objects"], 3)]
        cells = [("检查对象", "检查家次"), *rows, ("合计", sum(count for _, count in rows))]
        if not markdown:
            return ["\t".join(map(str, row)) for row in cells]
        lines = [f"| {' | '.join(map(str, row))} |" for row in cells]
        return ["\n".join([lines[0], "| --- | --- |", *lines[1:]])]


def write(folder: Path, count: int, seed: int) -> int:
    """Write `count` reports, every fifth as Markdown, the others as text; gives their bytes."""
    size = 0
    for number in range(count):
        markdown = number % 5 == 4
        lines = _Writer(random.Random(seed * 1_000_003 + number)).lines(markdown)
        text = ("\n\n" if markdown else "\n").join(lines) + "\n"
        content = text.encode()
        (folder / f"report-{number:05}.{'md' if markdown else 'txt'}").write_bytes(content)
        size += len(content)
    return size

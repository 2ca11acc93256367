"""Question marks that stand where a conversion lost another mark: 学习?安全生产法?, 12?4国家宪法日.

A pair of them is told from two questions by the words: neither the clause before the first nor what
stands between them asks anything.
"""

from __future__ import annotations

import re
from typing import Final

from auditor.model import Document, Span

_SINGLE: Final = re.compile(r"(?<=[一-鿿])\?{2,}(?=[一-鿿])|(?<=\d)\?(?=\d)")
_PAIR: Final = re.compile(r"\?(?P<words>[一-鿿0-9][^?。!;:\n《》“”]{1,40})\?")
_ASKS: Final = re.compile(
    r"如何|怎|什么|为何|何[时处谓以种]|谁|是否|能否|可否|哪|多少|几[个时次]|难道|岂|(?P<verb>[一-鿿]{1,2})[不没](?P=verb)"
    r"|(?:[吗呢吧么没否啊]|没有|了)$"
)
_CLAUSE_STARTS: Final = re.compile(r"[。!;:\n?]")
_TITLE: Final = re.compile(
    r"(?:法|条例|办法|规定|意见|通知|方案|决定|规则|纲要|准则|细则|规划|计划|年鉴|报告|公报|标准|指南|目录|清单|制度"
    r"|章程|决议|公约|规范|手册|预案|批复|函|纪要|解释)(?:\([^()]{1,12}\))?$"
)
_LEADS_TO_NAME: Final = re.compile(
    r"(?:[了据照和及与行彻实习读定发布循守用订改以按把将对的在 展进抓好持续施])$"
)
_LONGEST_QUOTATION: Final = 14
_LONGEST_CLAUSE: Final = 40


def of(document: Document) -> tuple[Span, ...]:
    """The question marks that were other marks, a pair with the words between them; computed once."""
    if "?" not in document.folded:
        return ()
    return document.remember("facts.lost_marks", lambda: tuple(sorted(_found(document))))


def _found(document: Document) -> list[Span]:
    folded = document.folded
    pairs = [Span(*pair.span()) for pair in _PAIR.finditer(folded) if _is_lost(document, pair)]
    singles = [Span(*one.span()) for one in _SINGLE.finditer(folded)]
    return pairs + [one for one in singles if not any(one.overlaps(pair) for pair in pairs)]


def _is_lost(document: Document, pair: re.Match[str]) -> bool:
    """Whether the pair stood for 《》 or “”: a sentence runs on through it, and nothing is asked."""
    folded = document.folded
    words, end = pair["words"], pair.end()
    before = _CLAUSE_STARTS.split(folded[max(0, pair.start() - _LONGEST_CLAUSE) : pair.start()])[-1]
    if not before or _ASKS.search(words) or _ASKS.search(before[:-1] if before.endswith("了") else before):
        return False
    if _TITLE.search(words):
        return True
    runs_on = folded[end : end + 1] not in ("", "\n") and "一" <= folded[end] <= "鿿"
    # A conversion leaves half-width marks; full-width ones need a word before them that leads to a name.
    likely = document.text[pair.start()] == "?" or _LEADS_TO_NAME.search(before) is not None
    return runs_on and len(words) <= _LONGEST_QUOTATION and likely

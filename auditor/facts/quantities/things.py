"""What a number counts: the words before it (召开会议4次) or after it (4次会议), freed of who, when and how.

The rules are cheap: words are taken off both ends by lists.  They do not find the head noun in every
sentence, but they turn equal wordings into equal phrases, and that is what comparing needs.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Iterable, Set
from typing import Final

from auditor.facts.quantities.vocabulary import longest_first, words
from auditor.model import Span

LONGEST_TAIL: Final = 16
"""Code points looked at after a number for the name of what it counts."""

_NOISE: Final = re.compile(r"[的了\s“”\"'*()](?:(?<=\()[^()]*\))?")
_MARKS: Final = frozenset(" *“”\"'")
_PREPOSITIONS: Final = frozenset("为在对由将把向从")
_YEAR_OR_MONTH: Final = re.compile(r"[0-9]{4} ?年(?:度|底|末|初|以来)?|[0-9]{1,2}月(?:份|底)?")
_OF_A_BASE: Final = re.compile(
    r"(?:比|较|与|同|跟|由|从|自|[恢回][复升][到至]|[提增下减降][高升加少降低]?[到至]|相当于|[高低多少大小]于|超过)"
    r"(?:[0-9]{4} ?年(?:度|底|末|初)?|上一?年(?:度|底|末)?|[去前]年(?:底|末)?)(?:同期)?(?:水平)?$"
)
"""What a comparison begins from: the words before such a number (比2023年的, 恢复到上年同期的) name no thing."""
_BASE_ENDS: Final = frozenset("年度底末初期平")
_TAIL_END: Final = re.compile(
    r"[、“”《》/(]|并|且|进行|配备|设立|设置|建立|建成|签订|发放|落实|推行|达标|投入|纳入|参加|参与|开展|用于|涉及|覆盖|惠及|完成|通过|获得|荣获|入选|被|已|[平人户]?均|未|实现|达到"
    r"|对|向|由|从|(?<!正)在|为|给|以(?!上|下|内)|较|比|同比|分别|全部|等|和|与|及"
)


def _by_first(words_of_group: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The words by their first character, the longest first: cheaper to try than one long alternation."""
    grouped: dict[str, list[str]] = {}
    for word in longest_first(words_of_group):
        grouped.setdefault(word[0], []).append(word)
    return {first: tuple(found) for first, found in grouped.items()}


@functools.cache
def _front() -> dict[str, tuple[str, ...]]:
    """The words that may be left off the front of a phrase by each character with which that can begin."""
    group = words()
    others: dict[str, tuple[str, ...]] = dict.fromkeys((*_PREPOSITIONS, *_MARKS, *string.digits), ())
    return others | _by_first((*group.times, *group.own_bodies, *group.adverbs, *group.light_verbs))


@functools.cache
def _tail_stops() -> dict[str, tuple[str, ...]]:
    return _by_first(words().tail_stops)


@functools.cache
def _accounts() -> tuple[str, ...]:
    """Names of accounts that end in 总计 or 合计 and are specific as they are."""
    return words().accounts


@functools.cache
def _linking() -> tuple[Set[str], int, Set[str]]:
    """The linking words, the length of the longest, and the characters in which they end."""
    linking = frozenset(words().linking)
    return linking, max(map(len, linking)), frozenset(" \n:,") | {word[-1] for word in linking}


@functools.cache
def _generic() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, longest_first(words().generic))))


def without_front(folded: str, start: int, end: int) -> int:
    """Where the thing itself begins in [start, end): after who, when and light verbs."""
    table = _front()
    while start < end:
        first = folded[start]
        leading = table.get(first)
        if leading is None:
            return start
        for word in leading:
            if folded.startswith(word, start, end):
                start += len(word)
                break
        else:
            before_body = first in _PREPOSITIONS and folded.startswith(words().own_bodies, start + 1, end)
            if first in _MARKS or before_body:
                start += 1
                continue
            time = _YEAR_OR_MONTH.match(folded, start, end) if first.isdigit() else None
            if time is None:
                return start
            start = time.end()
    return start


def without_linking(folded: str, start: int, end: int) -> int:
    """Where the thing ends in [start, end): before 共计, 为, 达到 …"""
    linking, longest, last_characters = _linking()
    while end > start:
        if folded[end - 1] not in last_characters:
            break
        if folded.endswith(_accounts(), start, end):
            break
        if folded[end - 1] in " \n:,":
            end -= 1
            continue
        for length in range(min(longest, end - start), 0, -1):
            if folded[end - length : end] in linking:
                end -= length
                break
        else:
            break
    return end


def thing(folded: str, lead: Span, tail: Span) -> tuple[str, Span]:
    """The normalised name of what is counted and the words that say it; both may be empty."""
    start = without_front(folded, lead.start, lead.end)
    end = without_linking(folded, start, lead.end)
    if end > start and folded[end - 1] in _BASE_ENDS and _OF_A_BASE.search(folded, lead.start, end):
        return "", Span(end, end)
    before = folded[start:end]
    qualifies = folded.endswith("的", lead.start, lead.end)  # 新开工的46个亿元以上项目 are no 新开工
    if len(before) > 2 and not qualifies and (tail.start >= tail.end or not is_generic(before)):
        return normalised(before), Span(start, end)
    after = _after(folded, tail)
    if not len(after):
        return normalised(before), Span(start, end)
    return normalised(before + folded[after.start : after.end]), after if start >= end else Span(
        start, after.end
    )


def _after(folded: str, tail: Span) -> Span:
    """The noun phrase that a tail opens with; empty when it opens with something else."""
    start = tail.start
    while start < tail.end and folded[start] in ' *”"':
        start += 1
    limit = min(tail.end, start + LONGEST_TAIL)
    if start >= limit or folded.startswith(_tail_stops().get(folded[start], ()), start, limit):
        return Span(start, start)
    stop = _TAIL_END.search(folded, start + 1, limit)
    end = stop.start() if stop else limit
    return Span(start, end - (end == tail.end and folded.endswith("中", start + 2, end)))


def normalised(phrase: str) -> str:
    """The phrase without 的, blanks, quotation marks and remarks in brackets."""
    return _NOISE.sub("", phrase) if _NOISE.search(phrase) else phrase


def is_generic(phrase: str) -> bool:
    """Whether a phrase consists of unspecific words alone (召开会议, 发放资料, 支出决算)."""
    return specific_length(phrase) == 0


def specific_length(phrase: str) -> int:
    """How many characters of a phrase are left when its unspecific words are taken out.

    The name of an account (收入总计) is specific although each of its words is not.
    """
    if phrase.endswith(_accounts()):
        return len(phrase)
    return len(_generic().sub("", phrase))


def without_generic(phrase: str) -> str:
    """The phrase with a dot in place of each of its unspecific words."""
    return _generic().sub("·", phrase)

"""Where the characters of a division's name stand in a text without being the name.

适应城市 holds 应城市, 管理局和县工商 holds 和县, 新兴市场 holds 新兴市.  A name collides when the text around it
splits in the middle of the name into two ordinary words (适应 + 城市; a table of common words), when its
end belongs to the next word (新兴 + 市场), or when it is one of the few names that begin with a function word and nothing
before it says that a place follows.
"""

from __future__ import annotations

from typing import Final

import msgspec

from auditor.reference.divisions.register import by_name, parents
from auditor.reference.tables import cached, rows

_LONGEST_WORD: Final = 4
_LEVEL_CHARACTERS: Final = "省市县区旗州盟"
# Words that begin with a level character and take it from the name before them, when the rest of the
# name is an ordinary word: 合作市场, 新兴区域.  县委, 县城, 市民 are left out, for they follow real names.
_TAKING_THE_LEVEL: Final = frozenset(
    (
        "市场",
        "市值",
        "市价",
        "市面",
        "区域",
        "区间",
        "区块",
        "区位",
        "区别",
        "区分",
        "县域",
        "县级",
        "市级",
        "区级",
    )
)


class _Guard(msgspec.Struct, frozen=True, gc=False):
    """For a name that begins with a function word: characters that may stand before it and may not follow."""

    before: str
    after: str


class _Words(msgspec.Struct, frozen=True, gc=False):
    """Words that may end inside a name, and those that may take over there; `tails` are the ends of the former
    from two characters on."""

    left: frozenset[str]
    tails: frozenset[str]
    right: frozenset[str]


@cached
def _words() -> _Words:
    both = list(rows("common_words.tsv", "word", "side"))
    left = frozenset(word for word, side in both if "L" in side)
    return _Words(
        left,
        frozenset(word[at:] for word in left for at in range(len(word) - 1)),
        frozenset(word for word, side in both if "R" in side),
    )


@cached
def _guards() -> dict[str, _Guard]:
    return {
        name: _Guard(before, after)
        for name, before, after in rows("name_guards.tsv", "name", "before", "after")
    }


@cached
def _words_as_names() -> frozenset[str]:
    return frozenset(
        name for name, reason in rows("ordinary_names.tsv", "name", "reason") if reason == "word"
    )


def collides(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]`, the characters of a division's name, only come together by chance.

    Offsets are code points.  Works on full and short names; a parent's name right before vouches for it.
    """
    name = text[start:end]
    guard = _guards().get(name)
    if guard is not None and not _guarded(guard, text, start, end):
        return True
    if _level_taken(name, text, end):
        return True
    return _splits(name, text, start, end) and not _follows_parent(name, text, start)


def _guarded(guard: _Guard, text: str, start: int, end: int) -> bool:
    """Whether what stands around such a name lets it be one."""
    if text[end : end + 1] and text[end] in guard.after:
        return False
    before = text[start - 1 : start]
    return (
        not before
        or before in guard.before
        or before.isspace()
        or _follows_parent(text[start:end], text, start)
    )


def _level_taken(name: str, text: str, end: int) -> bool:
    if name[-1] not in _LEVEL_CHARACTERS or text[end - 1 : end + 1] not in _TAKING_THE_LEVEL:
        return False
    return name in _words_as_names() or name[:-1] in _words_as_names()


def _follows_parent(name: str, text: str, start: int) -> bool:
    """Whether the name of a division above it stands right before it, in full or short."""
    for division in by_name(name):
        for parent in parents(division):
            if text.endswith((parent.name, parent.short), 0, start):
                return True
    return False


def _splits(name: str, text: str, start: int, end: int) -> bool:
    """Whether one common word ends inside the name and another takes over there."""
    words = _words()
    for at in range(start + 1, end):
        if text[max(0, start - 1) : at] not in words.tails:
            continue
        if any(text[begin:at] in words.left for begin in range(max(0, at - _LONGEST_WORD), start)):
            rest = text[at:end]
            if len(rest) == 1 and len(name) == 2 and rest in _LEVEL_CHARACTERS:
                return True  # 清单 + 县
            if any(text[at:stop] in words.right for stop in range(end, at + _LONGEST_WORD + 1)):
                return True
    return False

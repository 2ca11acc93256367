"""Where two texts that say the same differ, in pieces that a person can read."""

from __future__ import annotations

from rapidfuzz.distance import Indel

_JOINED = 2
"""Two differences with fewer equal characters than this between them are shown as one."""

_EDGES = frozenset("，。；：、！？（）《》“”,;:!?()\n ")


def differences(first: str, second: str) -> list[tuple[str, str]]:
    """The differing pieces of both texts, those with words or figures before those of marks alone.

    Differences in blanks are left out.  A piece is widened so that it can be read: a figure is whole
    (23 against 20, not 3 against 0), and a word put in or left out has a character on each side.
    """
    telling: list[tuple[str, str]] = []
    marks: list[tuple[str, str]] = []
    for start, end, other_start, other_end in pieces(first, second):
        one, other = first[start:end], second[other_start:other_end]
        if (not one.strip() and not other.strip()) or one.split() == other.split():
            continue
        before, after = _figures_around(first, start, end)
        if not one.strip() or not other.strip():
            before, after = max(before, 1), max(after, 1)
        shown = (
            first[max(0, start - before) : end + after].replace("\n", ""),
            second[max(0, other_start - before) : other_end + after].replace("\n", ""),
        )
        (telling if any(character.isalnum() for character in one + other) else marks).append(shown)
    return telling + marks


def pieces(first: str, second: str) -> list[tuple[int, int, int, int]]:
    """The differing pieces as [start, end) of the first text and of the second; one of them may be empty."""
    found: list[tuple[int, int, int, int]] = []
    for edit in Indel.opcodes(first, second):
        if edit.tag == "equal":
            continue
        start, end, other_start, other_end = edit.src_start, edit.src_end, edit.dest_start, edit.dest_end
        if found and start - found[-1][1] < _JOINED and other_start - found[-1][3] < _JOINED:
            found[-1] = (found[-1][0], end, found[-1][2], other_end)
        else:
            found.append((start, end, other_start, other_end))
    return [_slid(first, second, piece) for piece in found]


def _slid(first: str, second: str, piece: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """What only one text has, moved to the edge of a word group where it can as well be said to begin.

    (职业年金缴费、)职工 and 职(业年金缴费、职)工 differ from 职工 alike; the first can be read.
    """
    start, end, other_start, other_end = piece
    if (start == end) == (other_start == other_end):
        return piece
    text, low, high = (second, other_start, other_end) if start == end else (first, start, end)
    for back in range(high - low):
        if low - back == 0 or text[low - back - 1] in _EDGES:
            return start - back, end - back, other_start - back, other_end - back
        if text[low - back - 1] != text[high - back - 1]:
            break
    return piece


def _figures_around(text: str, start: int, end: int) -> tuple[int, int]:
    """How many digits stand right before and right behind a piece that touches a figure."""
    touches = any(character.isdigit() for character in text[start:end]) or (
        0 < start < len(text) and text[start - 1].isdigit() and text[start].isdigit()
    )
    if not touches:
        return 0, 0
    before = start
    while before > 0 and text[before - 1].isdigit():
        before -= 1
    after = end
    while after < len(text) and text[after].isdigit():
        after += 1
    return start - before, after - end

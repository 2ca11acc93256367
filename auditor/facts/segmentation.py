"""Where words begin and end: jieba, in a window around a candidate.

Segmenting whole reports costs more than everything else together, so nobody does: a check that has
found a candidate by other means asks here whether the candidate's edges are edges of words
(市市场监管局 is 市 and 市场, no doubled 市).  The dictionary is loaded on the first question and kept
for the life of the process; importing this module costs nothing.

The dictionary lacks most place names and many compounds of official language; with its guesser of
unknown words switched off (it invents words) such strings come apart into single characters.  So a
boundary inside an unknown string means little, while «no boundary here» can be relied on.
"""

from __future__ import annotations

import bisect
import functools
import logging
import re
from array import array
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from jieba import Tokenizer

Array = np.ndarray[Any, np.dtype[Any]]

WINDOW = 12
"""Code points looked at on either side of an offset: the effect of cutting a word at the window's
edge does not reach further than a few words."""

_PACKED: Final = 4
"""Characters that fit into a number of 64 bits; few words have more."""

_SHIFTS: Final = (48, 32, 16, 0)
_CODES: Final = 1 << 16
_UNPACKABLE: Final = re.compile("[\0\U00010000-\U0010ffff]")


class _Dictionary:
    """jieba's words with their frequencies.

    As a table of strings they and their beginnings take 65 MB, in every worker; here the words of up to four
    characters stand packed in one sorted array, those that begin alike together, with their frequencies
    beside it, in 4 MB.
    """

    def __init__(self, file: Path) -> None:
        text = file.read_text("utf-8")
        codes = np.frombuffer(text.encode("utf-16-le"), np.uint16)
        ends = np.flatnonzero(codes == ord("\n"))
        starts = np.concatenate(([0], ends[:-1] + 1))
        blanks = np.flatnonzero(codes == ord(" ")).reshape(-1, 2)  # a line is word, frequency, kind
        lengths, counts = blanks[:, 0] - starts, _numbers(codes, blanks)
        self.total = int(counts.sum(dtype=np.uint64))
        packed = np.zeros(len(starts), np.uint64)
        for at, shift in enumerate(_SHIFTS):
            packed |= np.where(lengths > at, codes[starts + at], 0).astype(np.uint64) << np.uint64(shift)
        self._longer: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        for number in np.flatnonzero(lengths > _PACKED).tolist():
            word = text[starts[number] : blanks[number, 0]]
            self._longer[word[:_PACKED]].append((word, int(counts[number])))
        short = np.flatnonzero(lengths <= _PACKED)
        order = short[np.argsort(packed[short])]
        self._words = array("Q", packed[order].tobytes())
        self._frequencies = array("I", counts[order].tobytes())
        heads = np.frombuffer(self._words, np.uint64) >> np.uint64(_SHIFTS[0])
        # Where the words begin that begin with a character, by its code.
        self._first = array("I", heads.searchsorted(np.arange(_CODES + 1)).astype(np.uint32).tobytes())

    def words_at(self, text: str, start: int) -> list[tuple[int, int]]:
        """(end, frequency) of the words that begin at an offset of a text of packable characters, the shortest first."""
        words, found = self._words, []
        key, end = 0, start
        code = ord(text[start])
        low, high = self._first[code], self._first[code + 1]
        for shift in _SHIFTS[: len(text) - start]:
            key |= ord(text[end]) << shift
            end += 1
            low = bisect.bisect_left(words, key, low, high)
            if low == high or words[low] >> shift != key >> shift:
                break
            if words[low] == key:
                found.append((end, self._frequencies[low]))
        for word, frequency in self._longer.get(text[start : start + _PACKED], ()):
            if text.startswith(word, start):
                found.append((start + len(word), frequency))
        return found

    def frequency(self, word: str) -> int:
        """The frequency of one word; 0 for what is none."""
        if not word or _UNPACKABLE.search(word):
            return 0
        return dict(self.words_at(word, 0)).get(len(word), 0)


def _numbers(codes: Array, blanks: Array) -> Array:
    """The numbers that stand between pairs of blanks."""
    values = np.zeros(len(blanks), np.uint32)
    first, end = blanks[:, 0] + 1, blanks[:, 1]
    for at in range(int((end - first).max())):
        digits = codes[np.minimum(first + at, end)] - ord("0")
        values = np.where(first + at < end, values * 10 + digits, values)
    return values


@functools.cache
def _tokenizer() -> tuple[Tokenizer, _Dictionary]:
    """jieba's tokenizer over its own dictionary, which lies packed; both made once per process.

    jieba looks words up in a table of strings, `FREQ`.  Here this table is only ever that of the sentence at
    hand: the words that the packed dictionary has in it.
    """
    import jieba

    class PackedTokenizer(jieba.Tokenizer):  # type: ignore[misc]
        def __init__(self, dictionary: _Dictionary) -> None:
            super().__init__()
            self.total = dictionary.total
            self.initialized = True

        def get_DAG(self, sentence: str) -> dict[int, list[int]]:
            self.FREQ: dict[str, int] = {}
            lasts: dict[int, list[int]] = {}
            for start in range(len(sentence)):
                words = dictionary.words_at(sentence, start)
                self.FREQ.update((sentence[start:end], frequency) for end, frequency in words)
                lasts[start] = [end - 1 for end, _ in words] or [start]
            return lasts

    jieba.setLogLevel(logging.CRITICAL)
    dictionary = _Dictionary(Path(jieba.__file__).with_name("dict.txt"))
    return PackedTokenizer(dictionary), dictionary


def load() -> None:
    """Load the dictionary now, so that processes forked later share it."""
    _tokenizer()


@functools.lru_cache(maxsize=8192)
def _words(window: str) -> tuple[str, ...]:
    return tuple(_tokenizer()[0].cut(window, HMM=False))


def segments(window: str) -> list[tuple[int, int, str]]:
    """The words of a stretch of text as (start, end, word); together they cover all of it.

    Offsets are code points from the window's start, `end` exclusive.  Meant for tens of characters:
    about 30 µs for 20.
    """
    found = []
    start = 0
    for word in _words(window):
        end = start + len(word)
        found.append((start, end, word))
        start = end
    return found


def is_word_boundary(text: str, offset: int, window: int = WINDOW) -> bool:
    """Whether a word of `text` ends, and the next begins, at `offset` (a code point offset).

    Only `window` characters on either side are looked at.  True at both ends of the text.  Raises
    ValueError for an offset outside the text.
    """
    if not 0 <= offset <= len(text):
        raise ValueError(f"offset {offset} lies outside a text of {len(text)} characters")
    begin = max(0, offset - window)
    position = begin
    for word in _words(text[begin : offset + window]):
        if position >= offset:
            break
        position += len(word)
    return position == offset


def frequency(word: str) -> int:
    """How often jieba's dictionary saw `word` in its 60 million words; 0 for what is no word of it."""
    return _tokenizer()[1].frequency(word)

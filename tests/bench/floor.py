"""What the machine can do at best: reading, decoding, one pass for all words, one pass of numpy.

Nothing that finds faults in reports can be quicker, so the audit's speed is told as a share of it: that
share holds from machine to machine where documents per second do not.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from auditor.checking import registry
from auditor.structure import words

GRAM = 8
"""Code points of which a hash is made."""


def seconds(files: Iterable[Path]) -> float:
    """How long the floor takes for these files, on one core; making the automaton is left out."""
    registry.load()  # whoever looks for words has declared them then
    search = words._automaton().search
    started = time.perf_counter()
    for file in files:
        text = file.read_bytes().decode("utf-8")
        search(text)
        _hashes(text)
    return time.perf_counter() - started


def _hashes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """A hash of every 8-gram, by Horner's rule over shifted views."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    length = len(codes) - GRAM + 1
    hashes = codes[:length].copy()
    for shift in range(1, GRAM):
        hashes *= np.uint64(0x100000001B3)
        hashes += codes[shift : shift + length]
    return hashes

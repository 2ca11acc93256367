"""The sentences of a document: from block to block, split after 。！？； and their closing quotes."""

from __future__ import annotations

import re
from typing import Final

from auditor.model import Document, Span

# A closing quote or bracket after the full stop still belongs to the sentence: …的原则。”
_STOP: Final = re.compile(r"[。!?;][。!?;”’」』)》\"]*")


def of(document: Document) -> tuple[Span, ...]:
    """All sentences in the order of the text, without the blanks around them; computed once."""
    return document.remember("structure.sentences", lambda: _read(document))


def _read(document: Document) -> tuple[Span, ...]:
    folded = document.folded
    stops = [hit.end() for hit in _STOP.finditer(folded)]
    sentences = []
    at, count = 0, len(stops)
    for block in document.blocks:
        start, end = block.start, block.end
        while at < count and stops[at] <= start:
            at += 1
        while at < count and stops[at] < end:
            stop = stops[at]
            sentences.append(Span(start, stop))
            start = stop
            while start < end and folded[start] in " \t\n":
                start += 1
            at += 1
        if start < end:
            sentences.append(Span(start, end))
    return tuple(sentences)

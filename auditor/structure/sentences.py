"""The sentences of a document: from block to block, split after 。！？； and their closing quotes."""

from __future__ import annotations

from typing import Final

from auditor.model import Document, Span

_STOPS: Final = "。!?;"
_AFTER_STOPS: Final = frozenset(_STOPS + '”’」』)》"')
"""A closing quote or bracket after the full stop still belongs to the sentence: …的原则。”"""


def of(document: Document) -> tuple[Span, ...]:
    """All sentences in the order of the text, without the blanks around them; computed once."""
    return document.remember("structure.sentences", lambda: _read(document))


def _read(document: Document) -> tuple[Span, ...]:
    folded = stopped = document.folded
    for mark in _STOPS[1:]:
        stopped = stopped.replace(mark, _STOPS[0])  # one mark to look for
    sentences = []
    for block in document.blocks:
        start, end = block.start, block.end
        while (stop := stopped.find(_STOPS[0], start, end) + 1) > 0:
            while stop < end and folded[stop] in _AFTER_STOPS:
                stop += 1
            if stop == end:
                break
            sentences.append(Span(start, stop))
            start = stop
            while start < end and folded[start] in " \t\n":
                start += 1
        if start < end:
            sentences.append(Span(start, end))
    return tuple(sentences)

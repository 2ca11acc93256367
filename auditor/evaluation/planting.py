"""Plants an item: makes of it the faulty documents and their right counterparts, with the fault's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import msgspec

from auditor.evaluation.hosts import Host
from auditor.evaluation.items import DEFAULT_KINDS, Item
from auditor.model import Block, Document, Span, line_blocks
from auditor.testing import CaseDocument


class Specimen(msgspec.Struct, frozen=True):
    """What is audited for one item: documents that go together, the planted one first.

    `spots` are the places of the fault by document id; empty in the right version.  `host` is the path
    of the report it was planted in, empty for whole documents.
    """

    documents: tuple[Document, ...]
    spots: dict[str, tuple[Span, ...]]
    host: str = ""


class Misfit(ValueError):
    """An item that cannot be planted: no host is fit for it, or its words are not where it says."""


def may_host(item: Item, host: Host) -> bool:
    """Whether the item may be planted in this report."""
    if item.named_hosts:
        return host.path in item.named_hosts
    if host.report.kind not in (item.kinds or DEFAULT_KINDS):
        return False
    if not host.is_bureau and any("我局" in text or "{bureau}" in text for text in item.texts):
        return False
    return bool(host.filled(item.replace) in host.text if item.replace else _openings(item, host))


def _openings(item: Item, host: Host) -> tuple[int, ...]:
    return host.plan if item.part == "plan" else host.review


def specimens(item: Item, number: int, among: Sequence[Host]) -> tuple[Specimen | None, Specimen | None]:
    """The faulty version and the right one; either is None when the item has none.

    `number` is the item's place in its file: by it the hosts and the places in them are taken in turn.
    Raises Misfit.
    """
    if item.document:
        faulty = _whole(item, item.faulty, item.quotes) if item.faulty else None
        return faulty, _whole(item, item.clean) if item.clean else None
    fit = [host for host in among if may_host(item, host)]
    if not fit:
        raise Misfit("no clean report of the corpus is fit to be its host")
    host = fit[number % len(fit)]
    quotes = tuple(host.filled(quote) for quote in item.quotes)
    if item.replace:
        start = host.text.find(host.filled(item.replace))
        if start < 0:
            raise Misfit(f"the words to be replaced are not in {host.path}")
        end = start + len(host.filled(item.replace))
        return _planted(item, host, start, end, item.within, quotes), _planted(item, host, 0, 0, "")
    places = _openings(item, host)
    at = places[(number // len(fit)) % len(places)]
    faulty = _planted(item, host, at, at, "\n" + item.faulty.rstrip("\n"), quotes)
    clean = _planted(item, host, at, at, "\n" + item.clean.rstrip("\n")) if item.clean else None
    return faulty, clean


def _whole(item: Item, text: str, quotes: Sequence[str] = ()) -> Specimen:
    first = CaseDocument(text=text, path=item.path, format=item.format, manifest=item.manifest).document(1)
    documents = (first, *_others(item, lambda words: words))
    return Specimen(documents, _spots(documents, quotes, Span(0, len(first.text))))


def _others(item: Item, filled: Callable[[str], str]) -> Iterator[Document]:
    for number, other in enumerate(item.others, 2):
        case = CaseDocument(text=other) if isinstance(other, str) else other
        yield msgspec.structs.replace(case, text=filled(case.text)).document(number)


def _planted(
    item: Item, host: Host, start: int, end: int, words: str, quotes: Sequence[str] = ()
) -> Specimen:
    """The host with `words` in place of what stands from `start` to `end`."""
    words = host.filled(words)
    text = host.text[:start] + words + host.text[end:]
    blocks = _moved(host.blocks, text, Span(start, end), len(words)) if words else host.blocks
    first = Document(
        text, path=item.path or host.path, format=host.format, blocks=blocks, record=item.manifest
    )
    documents = (first, *_others(item, host.filled))
    return Specimen(documents, _spots(documents, quotes, Span(start, start + len(words))), host.path)


def _moved(blocks: Sequence[Block], text: str, changed: Span, length: int) -> tuple[Block, ...]:
    """The blocks of a text of which `changed` now has another `length`: its lines become blocks."""
    shift = length - len(changed)
    before = [block for block in blocks if block.end < changed.start]
    after = [block for block in blocks if block.start > changed.end]
    touched = blocks[len(before) : len(blocks) - len(after)]
    start = touched[0].start if touched else changed.start
    end = touched[-1].end + shift if touched else changed.end + shift
    moved = [msgspec.structs.replace(one, start=one.start + shift, end=one.end + shift) for one in after]
    return (*before, *_lines(touched, text, Span(start, end)), *moved)


def _lines(touched: Sequence[Block], text: str, stretch: Span) -> Iterator[Block]:
    """A block for each line of a stretch; the first keeps what the format said of the block there."""
    kept = touched[0] if touched else None
    for line in line_blocks(text[stretch.start : stretch.end]):
        start, end = stretch.start + line.start, stretch.start + line.end
        yield msgspec.structs.replace(kept, start=start, end=end) if kept else Block(start, end)
        kept = None


def _spots(
    documents: Sequence[Document], quotes: Sequence[str], changed: Span
) -> dict[str, tuple[Span, ...]]:
    """Where the quotes stand: in what was planted, else in the documents as a whole.

    Raises Misfit when they stand nowhere.
    """
    first = documents[0]
    inside = [span for quote in quotes for span in _occurrences(quote, first.text) if changed.contains(span)]
    if inside:
        return {first.id: tuple(inside)}
    spots = {}
    for document in documents:
        if found := tuple(span for quote in quotes for span in _occurrences(quote, document.text)):
            spots[document.id] = found
    if quotes and not spots:
        raise Misfit(f"{'、'.join(quotes)} does not stand in the faulty text")
    return spots


def _occurrences(quote: str, text: str) -> Iterator[Span]:
    start = text.find(quote)
    while start >= 0:
        yield Span(start, start + len(quote))
        start = text.find(quote, start + 1)

"""The picture of who shares with whom: an SVG matrix whose clusters stand as blocks along the diagonal.

A row's cell is as dark as the part of the row's document that is also in the column's.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlencode

import markupsafe
import msgspec

from auditor.language import say
from auditor.model import DocumentSummary
from auditor.reporting.html.invisible import INVISIBLE, named
from auditor.reporting.html.sharing import Cluster, Pair, Sharing

MOST_DOCUMENTS: Final = 500
MOST_PAIRS: Final = 4_000
"""What is drawn: the largest clusters and their strongest pairs; the rest is counted."""

MOST_LABELLED: Final = 60
"""Documents up to which each has its own label; beyond, each cluster has one."""

SHADES: Final = (0.05, 0.1, 0.25, 0.5)
"""Shares at which the next darker of the five shades begins."""

SMALLEST_CELL: Final = 2
_LARGEST_CELL: Final = 24
_WIDTH: Final = 860
_TYPE: Final = 11
_LONGEST_LABEL: Final = 16


class Matrix(msgspec.Struct, frozen=True):
    """The drawing, and how many documents and pairs are in it."""

    svg: markupsafe.Markup
    documents: int
    pairs: int


def matrix_of(sharing: Sharing) -> Matrix | None:
    """Draw the clusters; None when nothing is shared."""
    if not sharing.pairs:
        return None
    clusters = list(_drawn(sharing.clusters))
    documents = [document for cluster in clusters for document in cluster.documents]
    at = {document.id: index for index, document in enumerate(documents)}
    pairs = [pair for pair in sharing.pairs if pair.document.id in at and pair.other.id in at][:MOST_PAIRS]
    cell = max(SMALLEST_CELL, min(_LARGEST_CELL, _WIDTH // len(documents)))
    each = len(documents) <= MOST_LABELLED
    labels = [_label(document) for document in documents] if each else [_cluster_label(c) for c in clusters]
    margin = 8 + _TYPE * max(map(_ems, labels))
    top = margin if each else 8
    side = cell * len(documents)
    content = "".join(
        (
            *_blocks(clusters, cell, len(documents)),
            *(_cell(pair, at[pair.document.id], at[pair.other.id], cell) for pair in pairs),
            *(_document_labels(labels, cell) if each else _cluster_labels(labels, clusters, cell)),
        )
    )
    width, height = round(margin + side + 8), round(top + side + 8)
    svg = (
        f'<svg class="matrix" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'aria-hidden="true" focusable="false"><g transform="translate({margin:.0f} {top:.0f})">{content}</g></svg>'
    )
    return Matrix(markupsafe.Markup(svg), len(documents), len(pairs))


def shade(share: float) -> int:
    """The shade of a share, 0 (lightest) to 4."""
    return bisect.bisect_right(SHADES, share)


def name_of(document: DocumentSummary) -> str:
    """Issuer and year, or title or path when the issuer is unknown."""
    name = document.issuer or document.title or document.path
    return f"{name} {document.year.value}" if document.year else name


def document_link(document: DocumentSummary) -> str:
    """The address of a document within the page."""
    return "#" + urlencode({"document": document.id})


def _drawn(clusters: Sequence[Cluster]) -> Iterator[Cluster]:
    count = 0
    for cluster in clusters:
        if count and count + len(cluster.documents) > MOST_DOCUMENTS:
            return
        count += len(cluster.documents)
        yield Cluster(cluster.documents[:MOST_DOCUMENTS], cluster.pairs)


def _label(document: DocumentSummary) -> str:
    name = INVISIBLE.sub(named, document.issuer or document.title or document.path)
    clipped = name if len(name) <= _LONGEST_LABEL else name[: _LONGEST_LABEL - 1] + "…"
    return f"{clipped} {document.year.value}" if document.year else clipped


def _cluster_label(cluster: Cluster) -> str:
    return say("{name} 等{count}份", name=_label(cluster.documents[0]), count=len(cluster.documents))


def _ems(label: str) -> float:
    """The label's width in ems: a full one for Chinese, a bit more than a half for the rest."""
    return sum(1.0 if letter > "\u2e7f" or letter == "…" else 0.58 for letter in label)


def _blocks(clusters: Sequence[Cluster], cell: int, documents: int) -> Iterator[str]:
    side = cell * documents
    yield f'<rect class="matrix-ground" width="{side}" height="{side}"/>'
    start = 0
    for cluster in clusters:
        x, size = start * cell, len(cluster.documents) * cell
        yield f'<rect class="matrix-block" x="{x}" y="{x}" width="{size}" height="{size}"/>'
        yield f'<path class="matrix-self" d="M{x} {x}l{size} {size}"/>'
        start += len(cluster.documents)


def _cell(pair: Pair, row: int, column: int, cell: int) -> str:
    """Both cells of a pair; the keyboard's way to the finding is the table, not thousands of stops here."""
    gap = 1 if cell >= 8 else 0
    rectangles = "".join(
        f'<rect class="shade-{shade(share)}" x="{x * cell}" y="{y * cell}" '
        f'width="{cell - gap}" height="{cell - gap}"/>'
        for share, x, y in ((pair.share, column, row), (pair.other_share, row, column))
    )
    title = f"{_label(pair.document)} · {_label(pair.other)} {pair.share:.0%} / {pair.other_share:.0%}"
    address = "#" + urlencode({"finding": pair.fingerprint})
    return f'<a href="{address}" tabindex="-1">{rectangles}<title>{markupsafe.escape(title)}</title></a>'


def _document_labels(labels: Sequence[str], cell: int) -> Iterator[str]:
    for index, label in enumerate(labels):
        middle = index * cell + cell / 2 + 4
        words = markupsafe.escape(label)
        yield f'<text class="matrix-label" x="-6" y="{middle:g}" text-anchor="end">{words}</text>'
        yield f'<text class="matrix-label" transform="translate({middle:g} -6) rotate(-90)">{words}</text>'


def _cluster_labels(labels: Sequence[str], clusters: Sequence[Cluster], cell: int) -> Iterator[str]:
    """One label a cluster, beside its block; a small one is left without when its label has no room."""
    free, start = 0.0, 0
    for label, cluster in zip(labels, clusters, strict=True):
        size = len(cluster.documents) * cell
        middle = start + size / 2
        if middle - _TYPE / 2 >= free or start == 0:
            words = markupsafe.escape(label)
            yield f'<text class="matrix-label" x="-6" y="{middle + 4:g}" text-anchor="end">{words}</text>'
            free = middle + _TYPE / 2 + 2
        start += size

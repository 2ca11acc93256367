"""Who shares how much with whom: pairs and clusters of documents, from the findings of the family reuse.

A finding of that family whose evidence lies in another document joins the two.  The pair's letters are the
code points that its findings cover, on the side where they cover more: a check may quote every passage on
one side and only the longest on the other.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec

from auditor.model import DocumentSummary, Finding

_PART: Final = re.compile(r"(\d+)%")


class Pair(msgspec.Struct, frozen=True):
    """Two documents that share text; `document` is the one that the pair's weightiest finding stands in.

    `passages` are stretches that do not touch, `letters` their code points; the shares are 0 to 1.
    """

    document: DocumentSummary
    other: DocumentSummary
    passages: int
    letters: int
    share: float
    other_share: float
    fingerprint: str

    @property
    def most(self) -> float:
        return max(self.share, self.other_share)


class Cluster(msgspec.Struct, frozen=True):
    """Documents that are joined by pairs, ordered so that those which share much are neighbours."""

    documents: tuple[DocumentSummary, ...]
    pairs: tuple[Pair, ...]


class Sharing(msgspec.Struct, frozen=True):
    """Pairs by falling share, clusters by falling size, and the count of documents that share nothing."""

    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    alone: int


class _Told:
    """What the findings say of one pair."""

    def __init__(self) -> None:
        self.spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.whole = 0.0
        self.weightiest: tuple[int, Finding] | None = None


def sharing_of(documents: Sequence[DocumentSummary], findings: Iterable[Finding]) -> Sharing:
    """The pairs and clusters of the findings that weigh (no false alarms, accepted or known ones)."""
    summaries = {document.id: document for document in documents}
    told: dict[tuple[str, str], _Told] = defaultdict(_Told)
    for finding in findings:
        if finding.family == "reuse" and finding.counts:
            _take(told, finding)
    pairs = sorted(
        (_pair(summaries, one) for one in told.values()), key=lambda pair: (-pair.most, -pair.letters)
    )
    clusters = _clusters(documents, pairs)
    joined = sum(len(cluster.documents) for cluster in clusters)
    return Sharing(tuple(pairs), clusters, len(documents) - joined)


def _take(told: dict[tuple[str, str], _Told], finding: Finding) -> None:
    own = [(finding.start, finding.end), *((place.start, place.end) for place in finding.places)]
    for evidence in finding.evidence:
        if evidence.document is None or evidence.document == finding.document:
            continue
        first, second = sorted((finding.document, evidence.document))
        one = told[first, second]
        one.spans[finding.document] += own
        one.spans[evidence.document].append((evidence.start, evidence.end))
        weight = max(_covered(own), evidence.end - evidence.start)
        if finding.check == "duplicate-document":
            one.whole = max(one.whole, _part(finding))
        if one.weightiest is None or weight > one.weightiest[0]:
            one.weightiest = weight, finding


def _part(finding: Finding) -> float:
    """The part of two duplicates that is the same: its reason names it, unless they are the same in full."""
    for factor in finding.factors:
        stated = _PART.search(factor.text)
        if stated:
            return int(stated[1]) / 100
    return 1.0


def _pair(summaries: Mapping[str, DocumentSummary], told: _Told) -> Pair:
    assert told.weightiest is not None  # every pair was made by a finding
    finding = told.weightiest[1]
    document = summaries[finding.document]
    other = next(summaries[name] for name in told.spans if name != document.id)
    sides = [_merged(spans) for spans in told.spans.values()]
    passages = max(sides, key=lambda spans: sum(end - start for start, end in spans))
    letters = max(
        sum(end - start for start, end in passages),
        round(told.whole * min(document.characters, other.characters)),
    )
    return Pair(
        document,
        other,
        len(passages),
        letters,
        min(1.0, letters / max(1, document.characters)),
        min(1.0, letters / max(1, other.characters)),
        finding.fingerprint,
    )


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    return sum(end - start for start, end in _merged(spans))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _clusters(documents: Sequence[DocumentSummary], pairs: Sequence[Pair]) -> tuple[Cluster, ...]:
    partners: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        partners[pair.document.id].append(pair)
        partners[pair.other.id].append(pair)
    order = {document.id: at for at, document in enumerate(documents)}
    found: list[dict[str, DocumentSummary]] = []
    cluster_of: dict[str, int] = {}
    inner: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:  # the strongest pair of a cluster comes first, and its members follow from it
        if pair.document.id not in cluster_of:
            members = _walked(pair, partners, order)
            cluster_of |= dict.fromkeys(members, len(found))
            found.append(members)
        inner[cluster_of[pair.document.id]].append(pair)
    clusters = (Cluster(tuple(members.values()), tuple(inner[at])) for at, members in enumerate(found))
    return tuple(sorted(clusters, key=lambda cluster: -len(cluster.documents)))


def _walked(
    strongest: Pair, partners: Mapping[str, Sequence[Pair]], order: Mapping[str, int]
) -> dict[str, DocumentSummary]:
    """The cluster's documents: always next the one that shares most with any of those before it."""
    members: dict[str, DocumentSummary] = {}
    waiting = [(-strongest.most, order[strongest.document.id], strongest.document.id)]
    while waiting:
        _, _, name = heapq.heappop(waiting)
        if name in members:
            continue
        for pair in partners[name]:
            members[name] = pair.document if pair.document.id == name else pair.other
            other = pair.other.id if pair.document.id == name else pair.document.id
            if other not in members:
                heapq.heappush(waiting, (-pair.most, order[other], other))
    return members

"""Passages that documents share: found by fingerprints, joined on disk, aligned, told to the checks.

`Spill` takes the fingerprints of all documents and hands them back in parts that fit into memory; `join`
makes pairs of paragraphs of them, never of all; `align` finds the stretches that two documents share;
`SharedPassages` is what checks of the corpus are given.  `among` does all of it for a few documents.
"""

from __future__ import annotations

from auditor.checking.shared_passages.aligning import PairOfDocuments, Source, aligned
from auditor.checking.shared_passages.joining import Index
from auditor.checking.shared_passages.small import among
from auditor.checking.shared_passages.spilling import Spill
from auditor.checking.shared_passages.table import SharedPassage, SharedPassages
from auditor.checking.shared_passages.telling import with_sources

__all__ = [
    "Index",
    "PairOfDocuments",
    "SharedPassage",
    "SharedPassages",
    "Source",
    "Spill",
    "aligned",
    "among",
    "with_sources",
]

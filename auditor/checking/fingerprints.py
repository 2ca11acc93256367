"""Fingerprints: the names by which findings are known across runs, edits and reviewers' decisions."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import msgspec

from auditor.model import Finding

_MARKER = re.compile(r"[第(]?[〇零一二三四五六七八九十百\d]+[章节条篇部分、)..·]+|[①-⑳]")
"""The number before a heading, which moves when a part is put in before it."""


@functools.lru_cache(maxsize=4096)
def _normalised(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unnumbered(heading: str) -> str:
    words = _normalised(heading)
    marker = _MARKER.match(words)
    return words[marker.end() :] if marker else words


def fingerprinted(findings: Iterable[Finding], path: str) -> list[Finding]:
    """The findings of one document in order of position, each with its fingerprint.

    It is made of the document's path, the check, the quote, the section and the quotes of the evidence,
    each without widths, blanks and heading numbers, and of the ordinal among equals: never of an offset,
    a line number or a time, so that it survives edits elsewhere in the file.
    """
    ordered = sorted(findings, key=lambda f: (f.start, f.end, f.check, f.message))
    seen: Counter[tuple[str, ...]] = Counter()
    named = []
    for finding in ordered:
        key = (
            path,
            finding.check,
            _normalised(finding.text),
            "/".join(map(_unnumbered, finding.section)),
            "/".join(_normalised(evidence.text) for evidence in finding.evidence),
        )
        seen[key] += 1
        material = "\x1f".join((*key, str(seen[key])))
        digest = hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        named.append(msgspec.structs.replace(finding, fingerprint=digest))
    return named

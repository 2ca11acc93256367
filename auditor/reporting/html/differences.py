"""Where two passages that are one text differ, for showing them side by side."""

from __future__ import annotations

from rapidfuzz.distance import Indel

SHORTEST_PASSAGE = 12
LEAST_SIMILARITY = 0.5
LONGEST_PASSAGE = 5_000

Piece = str | tuple[str, str]


def differences(left: str, right: str) -> list[Piece] | None:
    """The two texts as pieces in order: a string that they share, or a pair that differs (left, right).

    None for texts too short or too unlike to be copies of each other, and for very long ones.
    """
    if not SHORTEST_PASSAGE <= min(len(left), len(right)) <= max(len(left), len(right)) <= LONGEST_PASSAGE:
        return None
    if Indel.normalized_similarity(left, right, score_cutoff=LEAST_SIMILARITY) == 0:
        return None
    pieces: list[Piece] = []
    for step in Indel.opcodes(left, right):
        ours, theirs = left[step.src_start : step.src_end], right[step.dest_start : step.dest_end]
        if step.tag == "equal":
            pieces.append(ours)
        elif pieces and isinstance(pieces[-1], tuple):
            pieces[-1] = (pieces[-1][0] + ours, pieces[-1][1] + theirs)
        else:
            pieces.append((ours, theirs))
    return pieces

"""Putting comment ranges around words of a Word document: runs are cut where a range begins or ends.

Nothing else changes: the pieces of a run keep its properties, and together its content.
"""

from __future__ import annotations

import bisect
import copy
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias

import msgspec

from auditor.reporting.word.names import XML_SPACE

Element: TypeAlias = Any
"""An lxml element."""

_SIGNS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_ANY_CHARACTER: Final = "\ufffc"


class Stretch(msgspec.Struct):
    """Words of the text from `start` (in code points) and the run in the body that holds them.

    `whole` says that the run may not be cut: the words stand in something that it holds as one.
    """

    start: int
    words: str
    run: Element
    whole: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.words)


class _Piece(msgspec.Struct):
    """A run that is not cut any more, and the stretch of the text that it stands for."""

    start: int
    end: int
    run: Element


class Anchors:
    """The runs of a document's body, cut where needed; `place` puts a comment's range into it."""

    def __init__(self, stretches: Iterable[Stretch], cuts: Iterable[int]) -> None:
        wanted = sorted(set(cuts))
        by_run: dict[Element, list[Stretch]] = {}
        pieces = []
        for stretch in stretches:
            if stretch.whole:
                pieces.append(_Piece(stretch.start, stretch.end, stretch.run))
            else:
                by_run.setdefault(stretch.run, []).append(stretch)
        pieces += [piece for run, held in by_run.items() for piece in _cut(run, held, wanted)]
        self._pieces = sorted(pieces, key=lambda piece: (piece.start, piece.end))
        self._starts = [piece.start for piece in self._pieces]

    def place(self, comment: int, start: int, end: int) -> bool:
        """Put the range of a comment around the words; False for a document without any words.

        Words that no run holds (automatic numbers) are stood for by the nearest that follow.
        """
        if not self._pieces:
            return False
        held = [one for one in self._near(start, end) if one.start < end and one.end > start]
        if not held:
            at = min(bisect.bisect_left(self._starts, start), len(self._pieces) - 1)
            held = [self._pieces[at]]
        first, last = held[0].run, held[-1].run
        word = _namespace(first)
        first.addprevious(_element(first, "commentRangeStart", {f"{word}id": str(comment)}))
        reference = _element(last, "r", {})
        reference.append(_element(last, "commentReference", {f"{word}id": str(comment)}))
        _add_behind(last, reference)
        _add_behind(last, _element(last, "commentRangeEnd", {f"{word}id": str(comment)}))
        return True

    def _near(self, start: int, end: int) -> Sequence[_Piece]:
        """The pieces among which those that hold the words are."""
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        return self._pieces[first : bisect.bisect_left(self._starts, end)]


def _namespace(element: Element) -> str:
    """`{…}` of an element's name: usual and strict documents differ in it."""
    name: str = element.tag
    return name[: name.index("}") + 1]


def _element(like: Element, name: str, attributes: dict[str, str]) -> Element:
    return like.makeelement(_namespace(like) + name, attributes)


def _add_behind(element: Element, added: Element) -> None:
    """Add a sibling behind an element; the element's tail stays where it is."""
    tail, element.tail = element.tail, None
    element.addnext(added)
    added.tail = tail


class _Child(msgspec.Struct):
    """A child of a run, and the text it stands for with the place of that text in the run's."""

    element: Element
    text: str
    start: int


def _children(run: Element) -> list[_Child]:
    children, at = [], 0
    for element in run:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name == "t":
            text = (element.text or "").replace("\n", " ")
        elif name == "sym":
            text = _ANY_CHARACTER
        else:
            text = _SIGNS.get(name, "")
        children.append(_Child(element, text, at))
        at += len(text)
    return children


def _cut(run: Element, held: Sequence[Stretch], cuts: Sequence[int]) -> list[_Piece]:
    """The pieces of a run after it has been cut at those of `cuts` (offsets) that fall inside."""
    start, end = held[0].start, held[-1].end
    inside = cuts[bisect.bisect_right(cuts, start) : bisect.bisect_left(cuts, end)]
    children = _children(run)
    places = _places(children, held) if inside else {}
    pieces, begin = [], start
    for cut in inside:
        if cut in places:
            children, before = _split(run, children, places[cut])
            pieces.append(_Piece(begin, cut, before))
            begin = cut
    pieces.append(_Piece(begin, end, run))
    return pieces


def _places(children: Sequence[_Child], held: Sequence[Stretch]) -> dict[int, int]:
    """Offset in the document's text → offset in the run's; empty where the two cannot be aligned.

    The document's text leaves out blanks and breaks at the ends of lines, so the run may say more.
    """
    whole = "".join(child.text for child in children)
    places: dict[int, int] = {}
    at = 0
    for stretch in held:
        found = _find(whole, stretch.words, at)
        if found < 0:
            return {}
        places.update((stretch.start + offset, found + offset) for offset in range(len(stretch.words)))
        at = found + len(stretch.words)
    return places


def _find(whole: str, words: str, at: int) -> int:
    """Where the words begin in a run's text from `at` on, or -1; symbols stand for any character."""
    if _ANY_CHARACTER not in whole:
        return whole.find(words, at)
    for begin in range(at, len(whole) - len(words) + 1):
        if all(one in (_ANY_CHARACTER, other) for one, other in zip(whole[begin:], words, strict=False)):
            return begin
    return -1


def _split(run: Element, children: Sequence[_Child], place: int) -> tuple[list[_Child], Element]:
    """Move what a run holds before `place` into a new run in front; gives what stays, and the new run."""
    before = run.makeelement(run.tag, dict(run.attrib))
    rest = []
    for child in children:
        element, end = child.element, child.start + len(child.text)
        if element.tag == f"{_namespace(run)}rPr":
            before.append(copy.deepcopy(element))
            rest.append(child)
        elif child.start < place < end:
            head = copy.deepcopy(element)
            head.tail = None
            text = element.text or ""
            head.text, element.text = text[: place - child.start], text[place - child.start :]
            head.set(XML_SPACE, "preserve")
            element.set(XML_SPACE, "preserve")
            before.append(head)
            rest.append(_Child(element, child.text[place - child.start :], place))
        elif child.start < place:
            before.append(element)
        else:
            rest.append(child)
    run.addprevious(before)
    return rest, before

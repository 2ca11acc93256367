"""Words and characters written twice in a row."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, quote_evidence
from auditor.facts import segmentation
from auditor.structure.words import WordList
from checks.wording.mark_kinds import Array
from checks.wording.tables import alternatives, lone_characters, rows
from checks.wording.typo import known_confusions
from checks.wording.windows import begins_apart, words_around

_LONGEST = 16
"""The longest repeated unit looked for, in characters (full names of organs and laws)."""

_HAN = re.compile(r"[一-鿿]+\Z")
_LISTED = re.compile(r"[一-鿿《》“”]{2,}、\Z")
_ITEM_BEGINS = frozenset("、，,：:；;。\n（(《“")
_LISTED_LAST = re.compile(r"[^一-鿿]|\Z|等|有待|仍|还|均|都|不|较|亟|需|将|已|共同|联合")
"""What follows the last item of a list."""

_TRAILING = re.compile(r"(?:\A|[，,：:；;。\n（(《“])([一-鿿]+)\Z")
_TWICE_BY_CHANCE = 2
"""Items up to this length are listed again on purpose: 东、西、东."""

_PLACE = re.compile(r"(?:特色)?(?:小镇|古镇|镇|乡|村|街道|社区|县|区|市|州|旗|水库|灌区|河|湖|山)")
_COUNTED = re.compile(r"[一二两三四五六七八九十百千几每逐]")
_BELOW_CHINESE = "\u3000"
_PARTICLES = frozenset("的和与及在是了对将把由并或而其从于为以")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两")


_CLEAR = 3
"""A unit longer than this is no seam of two words: where it stands twice, it is written twice."""

_SHORT = 5
_LOOSE_EDGES = frozenset("的着了过地得很最极太更老真好在和与不多少蓝绿红黄白黑青紫")
"""What begins or ends a short unit doubled on purpose or by a seam: 说着说着, 很远很远, 的土地的土地权."""

_COMMON = 100
"""How often jieba's dictionary must have seen a word for a stray copy of its edge to be one."""


@functools.cache
def _repeatable() -> frozenset[str]:
    """Words that may stand twice in a row."""
    return frozenset(word for row in rows("repeatable_words.tsv") for word in row["words"].split())


@functools.cache
def _lone_nouns() -> frozenset[str]:
    """Words that take no object, so that they cannot stand as a verb before a compound of their own."""
    return frozenset(word for row in rows("lone_nouns.tsv") for word in row["nouns"].split())


@functools.cache
def _takers() -> frozenset[str]:
    """Verbs that take such a word as their object."""
    return frozenset(word for row in rows("lone_nouns.tsv") for word in row["takers"].split())


@functools.cache
def _seams() -> tuple[str, ...]:
    """Compounds that rightly follow a word equal to their own head: 县政府|政府信息."""
    return tuple(head for row in rows("seams.tsv") for head in row["head"].split())


@functools.cache
def _name_endings() -> dict[str, tuple[str, ...]]:
    """Character that ends names → what it makes with the next for a word on what is so named; () for any."""
    return {
        character: alternatives(row["following"])
        for row in rows("name_endings.tsv")
        for character in row["characters"]
    }


@functools.cache
def _doubled_words() -> dict[str, tuple[str, ...]]:
    """Word with its first character written twice → what may stand before it and make that right."""
    return {
        row["word"][0] + row["word"]: alternatives(row["unless_before"]) for row in rows("doubled_words.tsv")
    }


_DOUBLED = WordList("wording: words with a doubled head", lambda: _doubled_words())


class RepeatedPhrase(Check):
    """A character, word or phrase written twice in a row.

    ## Why it matters
    It is the trace of an edit half done, and the first thing a reader sees.

    ## Wrong
    取得的的成效； 专项资金资金使用； 通报执法执法人员； 《中华人民共和国中华人民共和国宪法》； 贯彻彻落实； 进进一步；
    管理经验、管理理念、管理经验

    ## Right
    实实在在； 和和美美； 一个项目一个项目地抓； 研究研究； 县科技局局长； 市市场监管局； 县政府政府信息公开；
    帮扶帮扶对象； 实施施洞古镇项目； 行政庭庭长； 做到随到随办； names (王婷婷), table cells, numerals

    ## False alarms
    Two compounds that meet in the same word (重点项目项目库) when neither is in the dictionary.

    ## Source
    《出版物汉字使用管理规定》及公文校对常见差错（衍字、衍词）.
    """

    id, title, family, severity, version = "repeated-phrase", "叠字叠词", "wording", Severity.WARNING, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        found: dict[tuple[int, int], tuple[str, Severity]] = {}
        for span, unit in _repeats(document.folded, document.codes):
            judged = _judge(document.folded, span, unit)
            if judged and not _in_cell(document, judged[0]):
                found[judged[0].start, judged[0].end] = (unit, judged[1])
        for span, unit in _listed_again(document.folded):
            found[span.start, span.end] = (unit, Severity.WARNING)
        for hit in _DOUBLED.hits(document):
            if _is_doubled(document.folded, hit.start, hit.word):
                found[hit.start, hit.end] = (hit.word[0], Severity.WARNING)
        typos = known_confusions(document) if found else []
        own = {
            place: what
            for place, what in found.items()
            if not any(Span(*place).overlaps(typo) for typo in typos)
        }
        yield from self._grouped(document, own)

    def _grouped(
        self, document: Document, found: dict[tuple[int, int], tuple[str, Severity]]
    ) -> Iterator[Finding]:
        same: dict[tuple[str, str, Severity], list[Span]] = {}
        reach = 0
        for (start, end), (unit, severity) in sorted(found.items()):
            if start >= reach:
                reach = end
                same.setdefault((document.text[start:end], unit, severity), []).append(Span(start, end))
        for (words, unit, severity), spans in same.items():
            first = spans[0]
            copy = document.folded.rfind(unit, first.start, first.end)
            yield self.finding(
                document,
                first,
                "“{words}”中“{unit}”重复",
                evidence=[quote_evidence(document, Span(copy, copy + len(unit)), "conflict")],
                factors=[Factor("doubled", 3.0, f"{unit}×2")],
                suggestion="删去一个“{unit}”",
                severity=severity,
                places=spans[1:],
                words=words,
                unit=unit.strip("、"),
            )


def _repeats(text: str, points: Array) -> Iterator[tuple[Span, str]]:
    """Every stretch in which a unit of 1 to 16 characters stands twice in a row, longest units first.

    A stretch inside one already given, or one that repeats by a shorter unit, is not given again.
    """
    reach: list[Span] = []
    for size in range(min(_LONGEST, len(points) // 2), 0, -1):
        for start in _runs(points, size):
            unit = text[start : start + size]
            if unit[0] <= _BELOW_CHINESE or (size > 1 and len(set(unit)) == 1):
                continue
            span = Span(start, start + 2 * size)
            if not any(known.contains(span) for known in reach):
                reach.append(span)
                yield span, unit


def _runs(points: Array, size: int) -> list[int]:
    """Offsets at which `size` characters equal the next `size`."""
    equal = (points[:-size] == points[size:]).tobytes()
    run = b"\1" * size
    found = []
    at = equal.find(run)
    while at >= 0:
        found.append(at)
        at = equal.find(run, at + 1)
    return found


def _judge(text: str, span: Span, unit: str) -> tuple[Span, Severity] | None:
    """What of a repeat to report and how grave it is; None when it is right."""
    if len(unit) == 1:
        return _judge_character(text, span.start, unit)
    if _LISTED.match(unit):
        return (span, Severity.WARNING) if _is_listed_twice(text, span, unit) else None
    if not _HAN.match(unit) or _COUNTED.match(unit) or set(unit) <= _NUMERALS or unit in _repeatable():
        return None
    if len(unit) <= _SHORT and {unit[0], unit[-1]} & _LOOSE_EDGES:
        return None
    if text[span.start - 1 : span.start] in _NUMERALS:
        return None
    if len(unit) > _CLEAR:
        return span, Severity.ERROR
    return (span, Severity.WARNING) if _repeats_word(text, span, len(unit)) else None


def _listed_again(text: str) -> Iterator[tuple[Span, str]]:
    """民政局、教育局、民政局: an item, another and the first again, cut out by marks on both sides."""
    items = text.split("、")
    start = 0
    for first, middle, last in zip(items, items[1:], items[2:], strict=False):
        start += len(first) + 1
        if last[: _TWICE_BY_CHANCE + 1] not in first or not _HAN.match(middle):
            continue
        found = _TRAILING.search(first, max(0, len(first) - _LONGEST))
        item = found[1] if found else ""
        if len(item) > _TWICE_BY_CHANCE and last.startswith(item) and _LISTED_LAST.match(last, len(item)):
            yield Span(start - 1 - len(item), start + len(middle) + 1 + len(item)), item


def _is_listed_twice(text: str, span: Span, unit: str) -> bool:
    """项目、项目、资金: the same whole item again, and not the end of a longer one (副主席、主席)."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    return (
        unit.count("、") == 1 and (not before or before in _ITEM_BEGINS or unit[0] in "《“") and bool(after)
    )


def _repeats_word(text: str, span: Span, size: int) -> bool:
    """Whether a short unit is a word written twice, not the seam of two compounds."""
    middle = span.start + size
    words = words_around(text, span.start, span.end)
    edges = {edge for a, b, _ in words for edge in (a, b)}
    if middle not in edges or text.startswith(_seams(), middle):
        return False
    if span.start not in edges and not segmentation.frequency(text[span.start : middle]):
        return False  # 做到|随到随办: the first copy is cut from two words, and no word itself
    return span.end in edges or _begins_a_compound(text, span, words)


def _begins_a_compound(text: str, span: Span, words: list[tuple[int, int, str]]) -> bool:
    """执法执法人员: a noun before a compound that begins with it, where the noun ends no compound itself."""
    noun = text[span.start : (span.start + span.end) // 2]
    if noun not in _lone_nouns():
        return False
    before = next((word for _, end, word in words if end == span.start), "")
    return not before or before in _takers() or before in lone_characters()


def _judge_character(text: str, at: int, character: str) -> tuple[Span, Severity] | None:
    """A character twice: a particle alone, or a stray copy at the edge of a dictionary word."""
    particle = character in _PARTICLES
    if (
        (character in lone_characters() and not particle)
        or character in _NUMERALS
        or not _HAN.match(character)
    ):
        return None
    if (segmentation.frequency(2 * character) >= _COMMON and not particle) or _is_reduplication(text, at):
        return None
    first, second = _word_at(text, at), _word_at(text, at + 1)
    if first == second and first[1] - first[0] > 2:
        return None
    if first == second or first[1] - first[0] == second[1] - second[0] == 1:
        right = text[at + 1 : at + 3] in _repeatable()
        if particle:
            return None if right else (Span(at, at + 2), Severity.ERROR)
        return _at_an_edge(text, at)
    if particle or (first[1] - first[0] > 1 and second[1] - second[0] > 1):
        return None
    if second[1] - second[0] == 1 and (_begins_a_name(text, at + 1) or _is_headed(text, at)):
        return None
    if second[1] - second[0] == 1:
        common = _is_common(text[first[0] : first[1]]) or _is_common(text[at - 1 : at + 1])
        return (Span(first[0], at + 2), Severity.WARNING) if common else None
    if _ends_a_name(text, at):
        return None
    common = _is_common(text[second[0] : second[1]]) or _is_common(text[at + 1 : at + 3])
    return (Span(at, second[1]), Severity.WARNING) if common else None


def _begins_a_name(text: str, at: int) -> bool:
    """实施|施洞小镇: whether what the second copy begins is a name rather than the rest of the sentence.

    jieba knows few names and takes them apart: after the copy stands a character that is no word alone,
    or one that a word for a place follows.
    """
    _, end = _word_at(text, at + 1) if _HAN.match(text, at + 1, at + 2) else (0, 0)
    if end != at + 2:
        return False
    return text[at + 1] not in lone_characters() or _PLACE.match(text, at + 2) is not None


def _ends_a_name(text: str, at: int) -> bool:
    """行政庭|庭长: whether the first copy ends the name of what the word with the second one speaks of.

    jieba knows 法庭, but not each name that is made in the same way, and leaves its last character alone.
    """
    following = _name_endings().get(text[at])
    return (
        following is not None
        and _HAN.match(text, at - 1, at) is not None
        and (not following or text.startswith(following, at + 2))
    )


def _is_headed(text: str, at: int) -> bool:
    """水库|库长: the head of a body; jieba does not know most of them for words."""
    return text.startswith("长", at + 2) and _ends_a_name(text, at)


def _at_an_edge(text: str, at: int) -> tuple[Span, Severity] | None:
    """落实实: what jieba takes for a rare doubled word is the edge of a common one, with a stray copy."""
    if _is_common(text[at - 1 : at + 1]) and not _is_common(text[at + 1 : at + 3]):
        return Span(at - 1, at + 2), Severity.WARNING
    return None


def _is_common(word: str) -> bool:
    return len(word) > 1 and segmentation.frequency(word) >= _COMMON


def _is_reduplication(text: str, at: int) -> bool:
    """红红火火, 一户户, 三三两两: ways to double a character on purpose."""
    after, before = text[at + 2 : at + 4], text[max(0, at - 2) : at]
    return (
        (len(after) == 2 and after[0] == after[1])
        or (len(before) == 2 and before[0] == before[1])
        or before[-1:] in ("一", "几")
    )


def _word_at(text: str, at: int) -> tuple[int, int]:
    return next((a, b) for a, b, _ in words_around(text, at, at + 1) if a <= at < b)


def _is_doubled(text: str, start: int, word: str) -> bool:
    """Whether a listed word stands at `start` with its first character twice, and not as 认认真真."""
    before = _doubled_words()[word]
    if (before and text.endswith(before, 0, start)) or _is_reduplication(text, start):
        return False
    return begins_apart(text, start)


def _in_cell(document: Document, span: Span) -> bool:
    return any(block.kind == "cell" and block.start <= span.start < block.end for block in document.blocks)

"""乱码: characters that a wrong decoding, a missing font or a converter put in place of the right ones."""

from __future__ import annotations

import csv
import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib import resources
from typing import Any, Final

import numpy as np

from auditor import Check, Document, Factor, Finding, Severity, Span
from auditor.facts import lost_marks
from auditor.language import say
from auditor.structure.words import WordList

MOST_TRADITIONAL: Final = 0.03
"""A text with a larger share of traditional characters is written in them (a letter from Hong Kong)."""

_LONGEST_RUN: Final = 60
_STOPS: Final = frozenset(" \t\n，。、；：（）《》“”")
_MARKS: Final = frozenset("，。、；：？！（）《》“”‘’—…·〔〕【】0123456789%")
_PLACES: Final = 200
_UNREADABLE, _LATIN, _TRADITIONAL, _RADICAL, _INVISIBLE, _RARE = 1, 2, 3, 4, 5, 6


class GarbledText(Check):
    """Characters that stand where others should: mojibake, private-use characters, ? for 《》.

    ## Why it matters
    The reader cannot tell what was meant, and a search does not find it.

    ## Wrong
    「锟斤拷」, 「娉曟不鏀垮簻」, a character of the private area in place of a bullet, 「学习?安全生产法?」,
    「工作會议」 in a text of simplified characters.

    ## Right
    Questions, · × ° ± é in names and measures, a text that is written in traditional characters throughout,
    characters that the list of standard characters keeps for names (昇, 甯).

    ## False alarms
    A traditional character in a name or in a quotation of an old text.

    ## Source
    《通用规范汉字表》 (国发〔2013〕23号); the Unicode standard (private use, replacement character,
    radicals); `mojibake.toml` and `traditional.tsv` name their sources.
    """

    id, title, family, severity = "garbled-text", "乱码", "residue", Severity.WARNING

    def inspect(self, document: Document) -> Iterator[Finding]:
        text = document.text
        fillers = _FILLERS.hits(document)
        lost = lost_marks.of(document)
        if lost:
            yield self._lost_marks(document, lost)
        if not fillers and not _suspect().search(text):
            return
        kinds = _kinds(text)
        runs = [_filler_run(text, hit.start) for hit in fillers]
        misread = _misread_runs(text, kinds)
        if runs or misread:
            found = sorted({*runs, *(run for run in misread if not _overlaps(run, runs))})
            decoded = _won_back(document.slice(misread[0])) if misread else ""
            yield self._decoding(document, found, decoded, "文字按错误的编码读出")
            for run in found:
                kinds[run.start : run.end] = 0
        yield from self._by_kind(document, kinds)

    def _by_kind(self, document: Document, kinds: np.ndarray[Any, Any]) -> Iterator[Finding]:
        western = _latin_runs(document.text, np.flatnonzero(kinds == _LATIN).tolist())
        if western:
            words = _from_latin(document.slice(western[0]))
            yield self._decoding(document, western, words, "汉字按西文编码读出")
        for run in western:
            kinds[run.start : run.end] = 0
        for kind, report in (
            (_UNREADABLE, self._unreadable),
            (_TRADITIONAL, self._traditional),
            (_RADICAL, self._look_alikes),
            (_INVISIBLE, self._invisible),
        ):
            places = np.flatnonzero(kinds == kind).tolist()
            if kind == _TRADITIONAL:
                places = [at for at in places if not _in_quotation(document.text, at)]
            if kind == _TRADITIONAL and len(places) > max(3, MOST_TRADITIONAL * len(document.text)):
                continue
            if places:
                yield report(document, _runs(places))

    def _unreadable(self, document: Document, spans: list[Span]) -> Finding:
        quote = document.slice(spans[0])
        codes = " ".join(f"U+{ord(letter):04X}" for letter in quote[:4])
        return self.finding(
            document,
            spans[0],
            "无法显示的字符“{quote}”（{codes}），共{count}处。",
            quote=quote,
            codes=codes,
            count=len(spans),
            places=spans[1:_PLACES],
            factors=[Factor("code", 3.5, say("替换字符或专用区字符，没有统一的字形"))],
            suggestion="对照原稿补上正确的字或符号。",
        )

    def _decoding(self, document: Document, spans: list[Span], decoded: str, what: str) -> Finding:
        return self.finding(
            document,
            spans[0],
            "“{quote}”是乱码（{what}{decoded}），共{count}处。",
            quote=document.slice(spans[0]),
            what=say(what),
            decoded=say("，原文似为“{words}”", words=decoded) if decoded else "",
            count=len(spans),
            places=spans[1:_PLACES],
            factors=[Factor("decoding", 3.5, say("这样的字串只出现在错误解码的文本里"))],
            suggestion="对照原稿改正，并检查文件转换时的编码。",
        )

    def _lost_marks(self, document: Document, spans: tuple[Span, ...]) -> Finding:
        return self.finding(
            document,
            spans[0],
            "“{quote}”中的问号疑为丢失的标点或字符，共{count}处。",
            quote=document.slice(spans[0]),
            count=len(spans),
            places=spans[1:_PLACES],
            factors=[Factor("lost-mark", 2.2, say("书名号、引号或间隔号在转换中变成问号"))],
            suggestion="对照原稿恢复书名号、引号或数字间的符号。",
        )

    def _traditional(self, document: Document, spans: list[Span]) -> Finding:
        quote = document.slice(spans[0])
        simplified = "".join(_simplified().get(letter, letter) for letter in quote)
        return self.finding(
            document,
            spans[0],
            "简体文本中夹有繁体字“{quote}”，应为“{simplified}”；全文共{count}处。",
            quote=quote,
            simplified=simplified,
            count=len(spans),
            places=spans[1:_PLACES],
            factors=[Factor("traditional", 2.4, say("公文使用规范汉字；全文其余为简体"))],
            suggestion="改为规范汉字；人名地名原用繁体的除外。",
        )

    def _look_alikes(self, document: Document, spans: list[Span]) -> Finding:
        return self.finding(
            document,
            spans[0],
            "“{quote}”是部首或兼容字符，字形与汉字相同而编码不同，检索不到；全文共{count}处。",
            quote=document.slice(spans[0]),
            count=len(spans),
            places=spans[1:_PLACES],
            severity=Severity.NOTE,
            factors=[Factor("code", 3.5, say("康熙部首区或兼容汉字区"))],
            suggestion="换成通用编码的汉字。",
        )

    def _invisible(self, document: Document, spans: list[Span]) -> Finding:
        codes = " ".join(f"U+{ord(letter):04X}" for letter in document.slice(spans[0])[:4])
        return self.finding(
            document,
            spans[0],
            "文中有看不见的控制字符（{codes}），共{count}处。",
            codes=codes,
            count=len(spans),
            places=spans[1:_PLACES],
            severity=Severity.NOTE,
            factors=[Factor("code", 3.5, say("零宽字符或控制字符"))],
            suggestion="删去；它们会妨碍检索和排版。",
        )


def _kinds(text: str) -> np.ndarray[Any, Any]:
    """For each code point the kind of trouble it is, 0 for none, as for all beyond U+FFFF."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _kind_table().take(codes, mode="clip")


@functools.cache
def _suspect() -> re.Pattern[str]:
    """Any character of any kind of trouble; most texts have none, and the search costs less than the table."""
    letters = "".join(map(chr, np.flatnonzero(_kind_table()).tolist()))
    return re.compile(f"[{re.escape(letters)}]")


@functools.cache
def _kind_table() -> np.ndarray[Any, Any]:
    table = np.zeros(0x10000, dtype=np.uint8)
    table[0x3400:0xA000] = _RARE
    for letter in _common():
        table[ord(letter)] = 0
    table[0xE000:0xF900] = _UNREADABLE
    table[0xFFFD] = _UNREADABLE
    table[0xC0:0x100] = _LATIN
    table[[0xD7, 0xF7]] = 0
    for letter in _simplified():
        table[ord(letter)] = _TRADITIONAL
    table[0x2E80:0x2EF4] = _RADICAL
    table[0x2F00:0x2FD6] = _RADICAL
    table[0xF900:0xFADA] = _RADICAL
    table[0x00:0x09] = _INVISIBLE
    table[0x0B:0x0D] = _INVISIBLE
    table[0x0E:0x20] = _INVISIBLE
    table[0x7F:0xA0] = _INVISIBLE
    table[[0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x2060, 0xFEFF]] = _INVISIBLE
    return table


def _common() -> str:
    """The 6,763 characters of GB 2312, which holds what reports are written with."""
    return "".join(
        bytes((row, column)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for column in range(0xA1, 0xFF)
    )


@functools.cache
def _simplified() -> dict[str, str]:
    """Traditional → simplified."""
    table = (resources.files("checks.residue") / "data/traditional.tsv").read_text("utf-8")
    lines = (line for line in table.splitlines() if not line.startswith("#"))
    rows = csv.DictReader(lines, delimiter="\t")
    return {letter: row["simplified"] for row in rows for letter in row["traditional"]}


def _runs(offsets: list[int], reach: int = 1) -> list[Span]:
    """Offsets not more than `reach` apart, joined to spans."""
    spans: list[Span] = []
    for offset in offsets:
        if spans and offset - spans[-1].end < reach:
            spans[-1] = Span(spans[-1].start, offset + 1)
        else:
            spans.append(Span(offset, offset + 1))
    return spans


def _in_quotation(text: str, offset: int) -> bool:
    """Whether the line has opened 《 or “ before the offset and not closed it: a name or an old text is quoted."""
    line = text.rfind("\n", 0, offset) + 1
    return any(
        text.rfind(mark, line, offset) > text.rfind(end, line, offset) for mark, end in ("《》", "“”", "「」")
    )


def _overlaps(span: Span, taken: Iterable[Span]) -> bool:
    return any(span.overlaps(other) for other in taken)


def _filler_run(text: str, start: int) -> Span:
    """The stretch from a filler to the next mark or blank."""
    end = start + 1
    while end < len(text) and text[end] not in _STOPS and end - start < _LONGEST_RUN:
        end += 1
    return Span(start, end)


def _misread_runs(text: str, kinds: np.ndarray[Any, Any]) -> list[Span]:
    """Stretches of rare characters that are Chinese in UTF-8 when their GBK bytes are read again."""
    suspects = np.flatnonzero((kinds == _RARE) | (kinds == _TRADITIONAL) | (kinds == _UNREADABLE)).tolist()
    runs: list[Span] = []
    for cluster in _runs(suspects, reach=4):
        if len(cluster) < 2 or (runs and cluster.start < runs[-1].end):
            continue
        run = _longest_misread(text, cluster)
        if run is not None:
            runs.append(run)
    return runs


def _longest_misread(text: str, cluster: Span) -> Span | None:
    """The longest stretch round a cluster that can be won back, between marks and blanks."""
    first, last = cluster.start, cluster.end
    while first and text[first - 1] not in _STOPS and cluster.start - first < _LONGEST_RUN // 2:
        first -= 1
    while last < len(text) and text[last] not in _STOPS and last - cluster.end < _LONGEST_RUN:
        last += 1
    for start in range(first, cluster.start + 1):
        for end in range(last, cluster.end - 1, -1):
            if _won_back(text[start:end]):
                return Span(start, end)
    return None


def _won_back(words: str) -> str:
    """What a UTF-8 text read as GBK said, or nothing when its bytes are not such a text.

    At both ends a byte or two may be lost, and a replacement character has lost one.
    """
    lost = 2 + 2 * words.count("\ufffd")
    raw = b"".join(
        b"\x80" if one == "€" else one.encode("gb18030", "ignore") for one in words if one != "\ufffd"
    )
    recovered = raw.decode("utf-8", "ignore")
    if len(recovered.encode()) < len(raw) - lost or len(recovered) < 2:
        return ""
    return recovered if all("一" <= one <= "鿿" or one in _MARKS for one in recovered) else ""


def _latin_runs(text: str, offsets: list[int]) -> list[Span]:
    """The stretches of Western letters and signs that were Chinese: ä¸­å›½ has ¸ and › in it."""
    runs = []
    for span in _runs(offsets, reach=4):
        start, end = span.start, span.end
        while end < len(text) and text[end] not in _STOPS and not "⺀" <= text[end] <= "￯":
            end += 1
        while start and "\x80" <= text[start - 1] <= "ÿ":
            start -= 1
        if end - start >= 4 and _from_latin(text[start:end]):
            runs.append(Span(start, end))
    return runs


def _from_latin(words: str) -> str:
    """The Chinese that was read as a Western encoding, or nothing when there is none in it."""
    for narrow, wide in (
        ("cp1252", "utf-8"),
        ("latin-1", "utf-8"),
        ("cp1252", "gb18030"),
        ("latin-1", "gb18030"),
    ):
        try:
            recovered = words.encode(narrow).decode(wide)
        except UnicodeError:
            continue
        if sum("一" <= letter <= "鿿" for letter in recovered) >= max(2, len(recovered) // 2):
            return recovered
    return ""


def _filler_words() -> tuple[str, ...]:
    table = tomllib.loads((resources.files("checks.residue") / "data/mojibake.toml").read_text("utf-8"))
    return tuple(word for row in table["filler"] for word in row["words"])


_FILLERS: Final = WordList("mojibake", _filler_words)

"""Punctuation: half-width marks in Chinese text, marks without their other half, marks that cannot meet."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor import Check, Document, Factor, Finding, Severity, Span, fact_evidence, quote_evidence
from auditor.facts import lost_marks, segmentation
from checks.wording import mark_kinds, pairs

_STANDARD = "《标点符号用法》（GB/T 15834—2011）"

_HALF = re.compile(r"[,;:?!]")
_AFTER = re.compile(r"[一-鿿”’》）\])】]\Z")
_HALF_STOP = re.compile(r"\.(?=[一-鿿“《]|\s*$)", re.M)
_FULL_MARKS = "，；：？！"
_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}

_THROUGHOUT = 0.7
"""The share of half-width marks from which a document counts as half-width throughout."""

_STRAY = 0.2
"""Up to this share half-width marks are slips of a document that otherwise writes full-width ones."""

_ENOUGH = 4
"""Fewer marks than this tell nothing about a document's habit."""

_MEETING = re.compile(b"%c(?=%c)" % (mark_kinds.DIVIDING, mark_kinds.DIVIDING))
_BEFORE_AND = re.compile(r"、(?<![一二三四五六七八九十]、)(?:以及|及|和)(?!美|合|谐|睦|顺|善|风|田|县)")
"""Not the mark behind a heading's number, and no word that begins with the same character (三、和美乡村)."""
_DOUBLES = frozenset(",;:?!/")
_NUMERAL = re.compile(r"[一二三四五六七八九十]")
_NEVER_FIRST = "，、；。："


class Punctuation(Check):
    """Marks of the wrong width, without their other half, or next to one another.

    ## Why it matters
    An open quotation mark or bracket leaves the reader guessing where a quotation or a name ends; the
    rest is what a proofreader mends in passing, and so is kept to one finding for one habit.

    ## Wrong
    落实“双随机、一公开制度。（no closing mark）； 工作落实。。下一步； 学习培训、，提高能力；
    印发资料、及宣传册；    one half-width comma in a text of full-width ones

    ## Right
    10:13, 3.5, 1,000, URLs, Latin text, a text that is half-width throughout (one note), 1）2）as numbers,
    quotations that run over several paragraphs, 、和谐

    ## False alarms
    Brackets that stand in tables or formulas apart from their other half.

    ## Source
    《标点符号用法》（GB/T 15834—2011）.
    """

    id, title, family, severity, version = "punctuation", "标点", "wording", Severity.WARNING, 1

    def inspect(self, document: Document) -> Iterator[Finding]:
        yield from self._widths(document)
        yield from self._meetings(document)
        yield from self._conjunctions(document)
        yield from self._pairs(document)

    def _widths(self, document: Document) -> Iterator[Finding]:
        text = document.text
        lost = lost_marks.of(document)
        half = [mark for mark in _half_width_marks(text) if not any(mark.overlaps(one) for one in lost)]
        if not half:
            return
        full = sum(text.count(mark) for mark in _FULL_MARKS)
        if full + len(half) < _ENOUGH:
            return
        share = len(half) / (full + len(half))
        first = min((at for at in map(text.find, _FULL_MARKS) if at >= 0), default=None)
        evidence = [quote_evidence(document, Span(first, first + 1), "conflict")] if first is not None else []
        evidence.append(fact_evidence(f"{_STANDARD}：中文文稿使用全角标点"))
        if share > _STRAY:
            throughout = share >= _THROUGHOUT
            yield self.finding(
                document,
                half[0],
                "全文标点多用半角“{mark}”（半角{half}处、全角{full}处），应统一为全角"
                if throughout
                else "全角、半角标点混用（半角{half}处、全角{full}处，如“{mark}”），应统一为全角",
                evidence=evidence,
                factors=[Factor("habit", 3.0, f"{share:.0%}")],
                suggestion="统一改为全角标点",
                severity=Severity.NOTE,
                places=half[1:],
                mark=document.slice(half[0]),
                half=len(half),
                full=full,
            )
            return
        for mark in dict.fromkeys(document.slice(span) for span in half):
            spans = [span for span in half if document.slice(span) == mark]
            yield self.finding(
                document,
                spans[0],
                "全文用全角标点，此处用半角“{mark}”，应为“{wide}”",
                evidence=evidence,
                factors=[Factor("stray", 2.5, f"{len(half)}/{full + len(half)}")],
                suggestion="改为“{wide}”",
                severity=Severity.NOTE,
                places=spans[1:],
                mark=mark,
                wide=_WIDE[mark],
            )

    def _meetings(self, document: Document) -> Iterator[Finding]:
        text = document.text
        found: dict[str, list[Span]] = {}
        for match in _MEETING.finditer(mark_kinds.of(document)):
            at = match.start()
            if _cannot_meet(text, at):
                found.setdefault(text[at : at + 2], []).append(Span(at, at + 2))
        for block in [block for block in document.blocks if text[block.start] in _NEVER_FIRST]:
            if block.end - block.start > 1:
                found.setdefault("\n" + text[block.start], []).append(Span(block.start, block.start + 1))
        for marks, spans in found.items():
            yield self.finding(
                document,
                spans[0],
                "“{marks}”不应出现在段首" if marks[0] == "\n" else "标点“{marks}”连用",
                evidence=[fact_evidence(_STANDARD)],
                factors=[Factor("meeting", 3.0, marks.strip())],
                suggestion="删去多余的标点",
                places=spans[1:],
                marks=marks.strip(),
            )

    def _conjunctions(self, document: Document) -> Iterator[Finding]:
        text = document.text
        spans = [
            Span(*match.span())
            for match in _BEFORE_AND.finditer(text)
            if segmentation.is_word_boundary(text, match.end(), window=6)
        ]
        if spans:
            yield self.finding(
                document,
                spans[0],
                "“{marks}”：连词前不用顿号",
                evidence=[fact_evidence(f"{_STANDARD}：并列词语之间已用“和、及、与”连接的不再用顿号")],
                factors=[Factor("mark-and-conjunction", 2.0, document.slice(spans[0]))],
                suggestion="顿号与连词留一个",
                severity=Severity.NOTE,
                places=spans[1:],
                marks=document.slice(spans[0]),
            )

    def _pairs(self, document: Document) -> Iterator[Finding]:
        loose, mixed = pairs.of(document)
        for one in loose:
            yield self._loose(document, one)
        if mixed:
            text = document.text
            yield self.finding(
                document,
                Span(mixed[0].opener, mixed[0].opener + 1),
                "括号一半全角、一半半角：“{left}”与“{right}”",
                evidence=[quote_evidence(document, Span(mixed[0].closer, mixed[0].closer + 1), "conflict")],
                factors=[Factor("mixed-pair", 2.5, text[mixed[0].opener] + text[mixed[0].closer])],
                suggestion="统一为全角",
                severity=Severity.NOTE,
                places=[Span(one.opener, one.opener + 1) for one in mixed[1:]],
                left=text[mixed[0].opener],
                right=text[mixed[0].closer],
            )

    def _loose(self, document: Document, loose: pairs.Loose) -> Finding:
        span = pairs.span_of(document, loose)
        opens = loose.mark in pairs.OTHER_HALF
        end = next(block.end for block in document.blocks if loose.at < block.end)
        begin = next(block.start for block in document.blocks if loose.at < block.end)
        rest = (
            Span(loose.at, min(end, loose.at + 40))
            if opens
            else Span(max(begin, loose.at - 40), loose.at + 1)
        )
        evidence = [
            quote_evidence(document, rest, "conflict"),
            fact_evidence(f"{_STANDARD}：引号、括号成对使用"),
        ]
        if loose.other is not None:
            evidence.insert(0, quote_evidence(document, Span(loose.other, loose.other + 1), "conflict"))
        twin = pairs.OTHER_HALF[loose.mark] if opens else pairs.OPENERS[loose.mark]
        return self.finding(
            document,
            span,
            "只有 {mark} 没有与之成对的 {twin} ：{rest}",
            evidence=evidence,
            factors=[Factor("unpaired", 2.2, loose.mark)],
            suggestion="补上 {twin} 或删去 {mark}",
            mark=loose.mark,
            twin=twin,
            rest=document.slice(rest),
        )


def _half_width_marks(text: str) -> list[Span]:
    """Half-width commas, colons … that stand in Chinese text: right after a Chinese character or quotation."""
    found = []
    if any(mark in text for mark in ",;:?!"):
        for match in _HALF.finditer(text):
            at = match.start()
            after = text[at + 1 : at + 2]
            inside = match[0] == "?" and "一" <= after <= "鿿"  # a mark lost in conversion, as a rule
            inside |= match[0] == "!" and text.endswith("错误", 0, at)  # Word's error text
            if _AFTER.match(text, at - 1, at) and after not in _DOUBLES and not inside:
                found.append(Span(at, at + 1))
    if "." in text:
        for match in _HALF_STOP.finditer(text):
            if _AFTER.match(text, match.start() - 1, match.start()) and not _NUMERAL.match(
                text, match.start() - 1
            ):
                found.append(Span(match.start(), match.start() + 1))
    return sorted(found)


def _cannot_meet(text: str, at: int) -> bool:
    """Two marks of Chinese text next to each other; not a row of stops for an ellipsis, not Word's error text."""
    marks = text[at : at + 2]
    if marks.isascii() and not _AFTER.match(text, at - 1, at):
        return False
    if text.endswith("引用源", 0, at):
        return False
    return marks != "。。" or "。" not in (text[at - 1 : at], text[at + 2 : at + 3])

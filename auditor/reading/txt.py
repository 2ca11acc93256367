"""Plain text: finding its encoding, and a paragraph for each line.

The text is the decoded content without the byte order mark, with `\\r\\n` and `\\r` made `\\n`;
nothing else is changed, so that offsets are those an editor shows.
"""

from __future__ import annotations

import codecs
import re
from typing import Final, NoReturn

from auditor.model import line_blocks
from auditor.reading.limits import Limits, check_size
from auditor.reading.result import Content, ReadingNote, note, refuse

# Longest first: the mark of UTF-32-LE begins with that of UTF-16-LE.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FIRST_BYTES_OF_MARKS: Final = b"\xef\xff\xfe\x00"
_GB18030_MARK: Final = b"\x84\x31\x95\x33"
_REPLACEMENT: Final = "\ufffd"
# Characters that no report contains: code points for private use, and control characters other
# than tab, line ends, form feed and the NULs that some editors leave.
_STRANGE: Final = re.compile("[\ue000-\uf8ff\x01-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_STRANGE_SHARE: Final = 0.05
_DAMAGE_SHARE: Final = 0.01  # a text with more broken characters than this is not in that encoding


def read(data: bytes, limits: Limits) -> Content:
    """Raises UnreadableFile: `too-large`, `undecodable`, `empty-file`."""
    check_size(len(data), limits.text_bytes)
    text, notes = decode(data)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_blank(text)
    return Content(text, line_blocks(text), notes)


def check_blank(text: str) -> None:
    """Raises UnreadableFile `empty-file` for a text of blanks alone."""
    if not text or text.isspace() or not text.strip("\0 \t\n\r\ufeff\u200b\u3000\xa0"):
        refuse("empty-file", "文件里只有空白，没有文字。请换上有内容的文件。")


def decode(data: bytes, declared: str | None = None) -> tuple[str, tuple[ReadingNote, ...]]:
    """The text of `data`, and a note when single characters in it are damaged.

    The order is: byte order mark; NUL bytes in every second place (UTF-16); UTF-8, which no other
    Chinese text happens to be; then what the file itself declares; then GB18030.  A guess by
    frequency is not made: it calls short GBK texts Big5.  Raises UnreadableFile `undecodable`.
    """
    if data[:1] and data[0] in _FIRST_BYTES_OF_MARKS:
        for mark, encoding in _MARKS:
            if data.startswith(mark):
                return _decode_marked(data[len(mark) :], encoding)
    elif data.startswith(_GB18030_MARK):
        return _decode_marked(data[len(_GB18030_MARK) :], "gb18030")
    if b"\0" in data:
        encoding_by_nuls = _utf16_by_nuls(data)
        if encoding_by_nuls is not None:
            return data.decode(encoding_by_nuls), ()
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _decode_chinese(data, declared)


def _decode_marked(data: bytes, encoding: str) -> tuple[str, tuple[ReadingNote, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        if _damage(text) > _DAMAGE_SHARE:
            _refuse_encoding(data)
        return text, _damage_notes(text)


def _decode_chinese(data: bytes, declared: str | None) -> tuple[str, tuple[ReadingNote, ...]]:
    """What is not clean UTF-8: UTF-8 with a broken byte or another encoding."""
    text = data.decode("utf-8", "replace")
    if _damage(text) <= _DAMAGE_SHARE:  # GB18030 would turn all of it into well-formed nonsense
        return text, _damage_notes(text)
    if len(data) % 2 == 0:
        if _are_high_bytes(data[1:4000:2]):
            return data.decode("utf-16-le", "replace"), ()
        if _are_high_bytes(data[0:4000:2]):
            return data.decode("utf-16-be", "replace"), ()
    for encoding in (declared or "gb18030", "gb18030"):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if _strangeness(text) <= _STRANGE_SHARE:
            return text, ()
    text = data.decode("gb18030", "replace")
    if _damage(text) > _DAMAGE_SHARE or _strangeness(text) > _STRANGE_SHARE:
        _refuse_encoding(data)
    return text, _damage_notes(text)


def _refuse_encoding(data: bytes) -> NoReturn:
    refuse(
        "undecodable",
        "无法识别文字编码（第{offset}字节处既不是UTF-8也不是GB18030）。请用编辑器另存为UTF-8后重试。",
        offset=_first_undecodable(data) + 1,
    )


def _first_undecodable(data: bytes) -> int:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _utf16_by_nuls(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark; its NULs are the high bytes of digits and line ends.

    Low bytes are NUL too in 一 and the ideographic space, so the reading decides, not the count.
    Text in another encoding that merely holds NULs does not read as Chinese this way.
    """
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_text(text):
            return encoding
    return None


def _reads_as_text(text: str) -> bool:
    """Whether most characters are those of Chinese or Latin writing."""
    sample = text[:4000]
    known = len(re.findall("[\t\n\r -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", sample))
    return known * 10 >= len(sample) * 9


def _are_high_bytes(places: bytes) -> bool:
    """Whether every second byte of a text is the high one of a Chinese character or its punctuation."""
    if len(places) < 4:
        return False
    chinese = sum(1 for byte in places if 0x4E <= byte <= 0x9F or byte in (0x30, 0xFF))
    return chinese * 100 >= len(places) * 95


def _strangeness(text: str) -> float:
    return len(_STRANGE.findall(text)) / max(1, len(text))


def _damage(text: str) -> float:
    """The share of replacement characters among those that are not ASCII."""
    broken = text.count(_REPLACEMENT)
    if not broken:
        return 0.0
    return broken / (len(text) - len(text.encode("ascii", "ignore")))


def _damage_notes(text: str) -> tuple[ReadingNote, ...]:
    at = text.find(_REPLACEMENT)
    if at < 0:
        return ()
    line = text.count("\n", 0, at) + 1
    return (
        note(
            "damaged-characters",
            "有{count}处字节损坏，无法还原成文字，首处在第{line}行，以“{mark}”代替。请核对原件。",
            count=text.count(_REPLACEMENT),
            line=line,
            mark=_REPLACEMENT,
        ),
    )

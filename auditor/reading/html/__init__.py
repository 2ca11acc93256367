"""Web pages, those of government sites above all: the text of the article without what is round it.

The encoding is that of a byte order mark, else UTF-8 when the bytes are that, else what the page
declares (gb2312 is read as GB18030, of which it is a part), else GB18030.  Single-file pages (MHTML,
Word's 单个文件网页) are unpacked first.
"""

from __future__ import annotations

import re
from typing import Final

from auditor.reading import txt
from auditor.reading.html.elements import NOT_NESTING
from auditor.reading.html.page import read_page
from auditor.reading.limits import Limits, check_elements, check_size, refuse_depth
from auditor.reading.result import Content, ReadingNote, refuse

_DECLARATION: Final = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.\-]+)""", re.IGNORECASE
)
_DECLARATION_WITHIN: Final = 4096
_ENCODINGS: Final = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "utf8": "utf-8",
    "utf-8": "utf-8",
}
_MIME: Final = re.compile(rb"\s*(?:mime-version|content-type|from|subject|date)\s*:", re.IGNORECASE)
_TAG: Final = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_DEEPEST: Final = 1_500  # the parser's time grows with the square of the depth
_FEW_TAGS: Final = 1_500


def read(data: bytes, limits: Limits) -> Content:
    """Raises UnreadableFile: `too-large`, `too-deep`, `undecodable`, `no-text`."""
    check_size(len(data), limits.text_bytes)
    text, notes = _decode(data)
    _check_tags(text, limits)
    content = read_page(text, limits)
    if not content.blocks:
        refuse(
            "no-text",
            "网页里没有正文文字，内容可能由脚本生成或只是图片。请在浏览器中打开后另存，或复制正文为txt。",
        )
    return Content(content.text, content.blocks, notes)


def _decode(data: bytes) -> tuple[str, tuple[ReadingNote, ...]]:
    declared = None
    if _MIME.match(data):
        data, declared = _page_in_message(data)
    match = _DECLARATION.search(data, 0, _DECLARATION_WITHIN)
    if match:
        declared = match[1].decode("ascii").lower()
    return txt.decode(data, _ENCODINGS.get(declared or "", declared))


def _page_in_message(data: bytes) -> tuple[bytes, str | None]:
    """The first HTML part of an MHTML file and the encoding its header names."""
    import email
    import email.policy

    message = email.message_from_bytes(data, policy=email.policy.compat32)
    pages = (part for part in message.walk() if part.get_content_type() == "text/html")
    page = next(pages, None)
    payload = None if page is None else page.get_payload(decode=True)
    if page is None or not isinstance(payload, bytes):
        refuse("no-text", "单个文件网页里没有HTML正文。请在浏览器中打开后另存为html。")
    charset = page.get_content_charset()
    return payload, charset.lower() if charset else None


def _check_tags(text: str, limits: Limits) -> None:
    """Refuse what would keep the parser busy for minutes: too many elements, or nested too deep."""
    count = text.count("<")
    check_elements(count, limits)
    if count <= _FEW_TAGS:
        return
    depth: dict[str, int] = {}
    total = 0
    for closing, name in _TAG.findall(text):
        name = name.lower()
        if name in NOT_NESTING:
            continue
        if not closing:
            depth[name] = depth.get(name, 0) + 1
            total += 1
            if total > _DEEPEST:
                refuse_depth(_DEEPEST)
        elif depth.get(name):
            depth[name] -= 1
            total -= 1

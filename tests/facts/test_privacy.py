"""Personal identifiers: what is one, what is none, and that nothing of it is left when masked."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts import privacy
from auditor.model import Document

EARLIEST, LATEST = datetime.date(1930, 1, 1), datetime.date(2015, 12, 31)


def found(text: str) -> list[tuple[str, str, str]]:
    document = Document(text)
    return [(one.kind, document.slice(one.span), one.basis) for one in privacy.of(document)]


def check_character(first_seventeen: str) -> str:
    """The last character of an identity number, computed by the standard's other formula."""
    total = sum(int(digit) * pow(2, 17 - at, 11) for at, digit in enumerate(first_seventeen))
    return "10X98765432"[total % 11]


@pytest.mark.parametrize(
    ("text", "kind", "quote", "basis"),
    [
        ("身份证号11010519491231002X，", "identity-card", "11010519491231002X", "checksum"),
        ("持证人（11010519491231002x）", "identity-card", "11010519491231002x", "checksum"),
        (
            "１１０１０５１９４９１２３１００２Ｘ",
            "identity-card",
            "１１０１０５１９４９１２３１００２Ｘ",
            "checksum",
        ),
        ("号码110105 19491231 002X。", "identity-card", "110105 19491231 002X", "checksum"),
        ("身份证号码：110105194912310021", "identity-card", "110105194912310021", "label"),
        ("身份证：110105491231002", "identity-card", "110105491231002", "label"),
        ("联系人手机13812345678。", "mobile-number", "13812345678", "form"),
        ("电话：138-1234-5678", "mobile-number", "138-1234-5678", "form"),
        ("电话：+86-13812345678", "mobile-number", "13812345678", "form"),
        ("电话 8613812345678", "mobile-number", "8613812345678", "form"),
        ("张三19912345678（微信同号）", "mobile-number", "19912345678", "form"),
        ("卡号6222021234567890128", "bank-card", "6222021234567890128", "checksum"),
        ("开户6222 0212 3456 7890 128", "bank-card", "6222 0212 3456 7890 128", "checksum"),
        ("银行卡号：4111111111111111", "bank-card", "4111111111111111", "checksum"),
    ],
)
def test_identifiers(text: str, kind: str, quote: str, basis: str) -> None:
    assert found(text) == [(kind, quote, basis)]


def test_two_numbers_on_one_line() -> None:
    assert [quote for _, quote, _ in found("13812345678、13912345678 13712345678")] == [
        "13812345678",
        "13912345678",
        "13712345678",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "电话：0537-1234567",
        "电话：010-88886666",
        "12345政务服务热线",
        "统一社会信用代码11370323004225000X",
        "统一社会信用代码：12370323MB2857654X",
        "项目编号13812345678",
        "文号：13812345678号",
        "收入合计13812345678元",
        "共13812345678.55元",
        "G13812345678",
        "138****5678",
        "1101051949****002X",
        "110105194913310021",
        "110105194912310021",
        "6222021234567890123",
        "4111111111111111",
        "20240125101300123",
        "12812345678",
        "财建〔2016〕841号，2019年11月1日",
        "面积13812345678平方米",
        "0.13812345678",
        "art_13812345678",
    ],
)
def test_other_numbers(text: str) -> None:
    assert found(text) == []


@settings(max_examples=200)
@given(
    st.sampled_from(["110105", "370323", "620724", "440704"]),
    st.dates(min_value=EARLIEST, max_value=LATEST),
    st.integers(0, 999),
)
def test_the_check_character_decides(region: str, birth: datetime.date, order: int) -> None:
    first = f"{region}{birth:%Y%m%d}{order:03d}"
    right = first + check_character(first)
    assert found(f"号{right}。")[0][:2] == ("identity-card", right)
    wrong = first + next(character for character in "0123456789" if character != right[-1])
    assert all(kind != "identity-card" for kind, _, _ in found(f"号{wrong}。"))


def test_masking_keeps_offsets_and_hides_the_middle() -> None:
    document = Document("持证人11010519491231002X，电话138-1234-5678。完")
    hidden = privacy.masked(document)
    assert len(hidden.text) == len(document.text)
    assert hidden.text == "持证人110*************2X，电话138-****-**78。完"
    assert privacy.of(hidden) == privacy.of(document)
    assert privacy.masked(hidden).text == hidden.text
    assert hidden.blocks == document.blocks


def test_a_document_without_identifiers_is_left_alone() -> None:
    document = Document("电话0537-1234567")
    assert privacy.masked(document) is document


@settings(max_examples=100)
@given(st.text("0123456789Xx -", max_size=60))
def test_no_identifier_survives_masking(text: str) -> None:
    document = Document(text)
    hidden = privacy.mask(text, privacy.of(document))
    assert len(hidden) == len(text)
    assert all(text[one.span.start : one.span.end] not in hidden for one in privacy.of(document))
    assert privacy.identifiers_in(hidden) == ()

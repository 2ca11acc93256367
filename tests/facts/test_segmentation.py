"""Word boundaries in windows: right, lossless, and leaving nothing behind on disk."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.facts import segmentation


def boundaries(text: str) -> set[int]:
    return {end for _, end, _ in segmentation.segments(text)} | {0}


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("由市市场监管局牵头", 3),  # 市|市场: no boundary inside 市场
        ("报县委员会会议审议", 3),  # 委员会 is one word
        ("严格按照宪法规定办理", 3),
    ],
)
def test_inside_a_word_is_no_boundary(text: str, inside: int) -> None:
    assert not segmentation.is_word_boundary(text, inside)


@pytest.mark.parametrize(
    ("text", "between"), [("由市市场监管局牵头", 2), ("宣传党的政策", 2), ("召开会议研究", 4)]
)
def test_between_words_is_a_boundary(text: str, between: int) -> None:
    assert segmentation.is_word_boundary(text, between)


def test_ends_of_the_text_are_boundaries() -> None:
    assert segmentation.is_word_boundary("宣传", 0)
    assert segmentation.is_word_boundary("宣传", 2)
    assert segmentation.is_word_boundary("", 0)


@pytest.mark.parametrize("offset", [-1, 3])
def test_offset_outside_the_text_is_an_error(offset: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        segmentation.is_word_boundary("宣传", offset)


def test_only_the_window_counts() -> None:
    far = "学习" * 400
    assert segmentation.is_word_boundary(far + "宣传政策" + far, len(far) + 2)
    assert not segmentation.is_word_boundary(far + "宣传政策" + far, len(far) + 1)


def test_frequency_tells_words_from_strings() -> None:
    assert segmentation.frequency("宣传") > 1000
    assert segmentation.frequency("宣选") == 0
    assert segmentation.frequency("") == 0


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="县市局长会议的法治12３ab，。\n《》 \t·-", max_size=40))
def test_segments_cover_the_text(text: str) -> None:
    found = segmentation.segments(text)
    assert "".join(word for _, _, word in found) == text
    assert all(text[start:end] == word for start, end, word in found)
    for offset in range(len(text) + 1):
        if len(text) <= segmentation.WINDOW:
            assert segmentation.is_word_boundary(text, offset) == (offset in boundaries(text))


@pytest.fixture(scope="module")
def plain_jieba() -> jieba.Tokenizer:
    """jieba as it comes, with its dictionary as a table of strings."""
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def test_the_packed_dictionary_is_jiebas(plain_jieba: jieba.Tokenizer) -> None:
    words = plain_jieba.FREQ.items()
    assert all(segmentation.frequency(word) == frequency for word, frequency in words)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="县市场监督管理局委员会议宣传党的政策法治建设2024年Ab+，。", max_size=24))
def test_cuts_are_jiebas(plain_jieba: jieba.Tokenizer, text: str) -> None:
    words = [word for _, _, word in segmentation.segments(text)]
    assert words == list(plain_jieba.cut(text, HMM=False))


def test_nothing_is_written_and_nothing_is_said(tmp_path: Path) -> None:
    code = (
        "import sys; from auditor.facts import segmentation; assert 'jieba' not in sys.modules;"
        "assert segmentation.segments('宣传政策') == [(0, 2, '宣传'), (2, 4, '政策')]"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (run.stdout, run.stderr) == ("", "")
    assert list(tmp_path.iterdir()) == []

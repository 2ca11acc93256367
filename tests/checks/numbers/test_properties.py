"""Whatever a text is put together from, the number checks neither fail nor quote what is not there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checking.check import Check
from auditor.model import Document
from checks.numbers.conflicting_count import ConflictingCount
from checks.numbers.direction_mismatch import DirectionMismatch
from checks.numbers.list_count_mismatch import ListCountMismatch
from checks.numbers.ratio_mismatch import RatioMismatch
from checks.numbers.status_mismatch import StatusMismatch
from checks.numbers.sum_mismatch import SumMismatch
from checks.numbers.table_mismatch import TableMismatch

CHECKS = [
    ConflictingCount,
    DirectionMismatch,
    ListCountMismatch,
    RatioMismatch,
    StatusMismatch,
    SumMismatch,
    TableMismatch,
]
PIECES = [
    *"，。；：、（）()“”《》\n\t 0123456789.%‰-—～余多约近第百分之万亿元件个项次人家部共计合其中占率增长减少",
    *(
        "其中",
        "合计",
        "总计",
        "2023年",
        "万元",
        "个百分点",
        "分别为",
        "以下",
        "一是",
        "二是",
        "（一）",
        "（二）",
    ),
    *("决算数大于预算数", "年初预算为", "支出决算为", "完成年初预算的", "同比", "剩余", "均已办结", "百分之"),
    *(
        "1,234.5",
        "0",
        "0.00",
        "100%",
        "\n1.",
        "| a | 1 |",
        "三个方面",
        "等",
        "《甲》",
        "《乙",
        "翻一番",
        "比上年的",
    ),
    *(
        "由",
        "增加到",
        "下降",
        "持平",
        "全部整改完成",
        "  ",
        "总计\t12\t13",
        "甲\t5\t6",
        "未发生",
        "行政复议案件",
    ),
]


@pytest.mark.parametrize("check", CHECKS)
@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_text(check: type[Check], pieces: list[str]) -> None:
    document = Document("".join(pieces))
    for finding in check().inspect(document):
        assert finding.text
        assert document.text[finding.start : finding.end] == finding.text
        assert finding.evidence
        assert all(document.text[each.start : each.end] == each.text for each in finding.evidence)

"""Reading the tables, and a user's newer ones in their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.reference import TableError, divisions, laws, tables, terms, use_tables


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    use_tables(None)


def rewritten(folder: Path, name: str, *more: str) -> Path:
    text = (tables.OWN / name).read_text("utf-8")
    file = folder / name
    file.write_text(text + "".join(line + "\n" for line in more), "utf-8")
    return file


def test_a_users_table_replaces_ours_and_the_others_stay(folder: Path) -> None:
    assert divisions.by_name("新设县") == ()
    rewritten(folder, "divisions.tsv", "370399\t3\t新设县\t新设\t山东省\t淄博市\t2027\t\t\ttest")
    use_tables(folder)
    assert [divisions.chain_text(division) for division in divisions.by_name("新设县")] == [
        "新设县 → 淄博市 → 山东省"
    ]
    assert divisions.all_names()["新设县"].kind == "full"
    assert laws.find("宪法") is not None
    use_tables(None)
    assert divisions.by_name("新设县") == ()


def test_terms_and_laws_are_replaced_too(folder: Path) -> None:
    rewritten(folder, "law_short_forms.tsv", "新短称\t中华人民共和国宪法\ttest")
    rewritten(folder, "terms.tsv", "新运动\t新运动\tcampaign\t\t2027-01-01\t2027-12-31\t6\t\ttest\t")
    use_tables(folder)
    assert laws.find("新短称") == laws.find("宪法")
    term = terms.find("新运动")
    assert term is not None
    assert str(term.last) == "2028-06-30"


def test_those_who_keep_what_they_made_of_tables_are_told(folder: Path) -> None:
    told: list[bool] = []
    tables.when_replaced(lambda: told.append(True))
    rewritten(folder, "terms.tsv")
    use_tables(folder)
    assert told == [True]


def test_a_table_with_windows_line_ends_and_a_mark_is_read(folder: Path) -> None:
    text = (tables.OWN / "terms.tsv").read_text("utf-8")
    (folder / "terms.tsv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    use_tables(folder)
    assert terms.find("十三五") is not None


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="不存在"):
        use_tables(tmp_path / "nowhere")
    with pytest.raises(TableError, match="可用的表名"):
        use_tables(tmp_path)


def test_a_missing_column_and_a_broken_row_are_named(folder: Path) -> None:
    (folder / "terms.tsv").write_text("term\tforms\nx\ty\n", "utf-8")
    use_tables(folder)
    with pytest.raises(TableError, match="缺少列：kind"):
        terms.everything()
    rewritten(folder, "terms.tsv", "only one cell")
    use_tables(folder)
    with pytest.raises(TableError, match="应有10列，实有1列"):
        terms.everything()


@pytest.mark.parametrize("file", sorted(tables.OWN.glob("*.tsv")), ids=lambda file: file.stem)
def test_our_tables_have_no_broken_or_repeated_rows(file: Path) -> None:
    header = file.read_text("utf-8").split("\n", 1)[0].split("\t")
    found = list(tables.rows(file.name, *header))
    assert found
    assert len(set(found)) == len(found)
    assert all(cell == cell.strip() for row in found for cell in row)
    described = (tables.OWN / "README.md").read_text("utf-8")
    assert f"`{file.name}`" in described

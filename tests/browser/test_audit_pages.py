"""The HTML audit in a browser: from a finding to its evidence, filters, keys, verdicts, hostile words."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from report_sample import HOSTILE, LONG_LINE, sample

Opener = Callable[..., Page]


def finding_named(check: str, document: str = "d1") -> str:
    """The fingerprint of the sample's finding of a check in a document."""
    return next(
        one.fingerprint for one in sample().findings if (one.check, one.document) == (check, document)
    )


def in_sight(mark: Locator) -> bool:
    return bool(
        mark.evaluate(
            """one => {
                const pane = one.closest(".text-pane").getBoundingClientRect();
                const box = one.getBoundingClientRect();
                return box.top >= pane.top && box.bottom <= pane.bottom;
            }"""
        )
    )


def rows(page: Page) -> Locator:
    return page.locator("#view-findings .row")


def test_the_overview_leads_to_the_findings_of_a_check(reading: Opener) -> None:
    page = reading()
    page.get_by_role("link", name="外地地名").first.click()
    expect(rows(page)).to_have_count(2)
    expect(page.locator("#view-findings .found")).to_have_text("2 条，共 18 条")


def test_problems_stand_on_the_overview_and_lead_to_the_document(reading: Opener) -> None:
    page = reading()
    page.get_by_role("link", name="扫描件.pdf").click()
    expect(page.locator("#view-document .notice-error")).to_contain_text("没有文字层")


def test_from_a_finding_to_its_evidence_in_the_same_document(reading: Opener) -> None:
    page = reading("#view=findings", height=420)
    rows(page).filter(has_text="数量前后矛盾").dblclick()
    mark = page.locator("mark.active")
    expect(mark).to_have_text("共17件")
    page.locator("#view-document .card-open .evidence-link").click()
    evidence = page.locator(".active-evidence")
    expect(evidence).to_have_text("共15件")
    page.wait_for_timeout(900)
    assert in_sight(evidence)


def test_from_a_finding_to_its_evidence_in_another_document(reading: Opener) -> None:
    page = reading(f"#finding={finding_named('copied-passage', 'd2')}")
    page.locator("#view-document .card-open .evidence-link").click()
    beside = page.locator(".beside-pane")
    expect(beside.locator(".beside-head")).to_contain_text("青禾县农业农村局2023年度")
    expect(beside.locator(".active-evidence")).to_contain_text("考试合格率达到百分之百")
    page.keyboard.press("Escape")
    expect(beside).to_have_count(0)


def test_two_passages_stand_side_by_side_with_what_differs_marked(reading: Opener) -> None:
    page = reading(f"#finding={finding_named('repeated-passage')}")
    expect(page.locator("#view-document .card-open .comparison del")).to_have_text("和")
    expect(page.locator("#view-document .card-open .comparison ins")).to_have_text("及")
    page.get_by_role("link", name="并排看").click()
    expect(page.locator(".beside-pane .active-difference")).to_have_text("及")
    expect(page.locator(".text-pane:not(.beside-pane) .active-difference").first).to_have_text("和")


def test_a_fact_is_shown_as_one(reading: Opener) -> None:
    page = reading(f"#finding={finding_named('foreign-place')}")
    expect(page.locator("#view-document .card-open .fact")).to_contain_text("陕西省渭南市所辖县")
    expect(page.locator("#view-document .card-open .fact")).to_contain_text("参考资料")
    expect(page.locator("#view-document .card-open .fact a")).to_have_count(0)


def test_why_a_finding_is_believed_is_said_in_words(reading: Opener) -> None:
    page = reading(f"#finding={finding_named('foreign-place')}")
    reasons = page.locator("#view-document .card-open .reasons li")
    expect(reasons.nth(0)).to_contain_text("公众号一般是本单位自己的强的依据")
    expect(reasons.nth(2)).to_contain_text("全文只出现一次较弱的反证")


def test_the_identity_leads_to_its_basis(reading: Opener) -> None:
    page = reading("#document=d1")
    identity = page.locator(".identity")
    expect(identity).to_contain_text("青海省 › 湖东市 › 青禾县")
    expect(identity).to_contain_text("文中写明")
    identity.get_by_role("button", name="青禾县").click()
    expect(page.locator(".text-pane .flash").first).to_have_text("青禾县")


def test_filters_and_their_counts_follow_each_other(reading: Opener) -> None:
    page = reading("#view=findings")
    found = page.locator("#view-findings .found")
    expect(found).to_have_text("共 18 条")
    page.get_by_label("错误").check()
    expect(found).to_have_text("6 条，共 18 条")
    facet = page.locator(".facet", has_text="检查项").first
    expect(facet.locator("li", has_text="外地地名").locator(".count")).to_have_text("2")
    facet.get_by_label("外地地名").check()
    expect(found).to_have_text("2 条，共 18 条")
    assert "severity=error" in page.url
    assert "check=foreign-place" in page.url
    page.get_by_role("button", name="清除筛选").click()
    expect(found).to_have_text("共 18 条")


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("severity=warning", 3),
        ("state=disputed", 1),
        ("state=open,false-alarm", 17),
        ("known=known", 1),
        ("family=reuse", 4),
        (
            "issuer=%25E4%25B8%25B9%25E9%259C%259E%25E5%258E%25BF%25E5%2586%259C%25E4%25B8%259A%25E5%2586%259C%25E6%259D%2591%25E5%25B1%2580",
            2,
        ),
        ("min=0.99", 1),
        ("q=共17件", 1),
        ("q=ＢＯＯＫＭＡＲＫ", 1),
        ("group=copy-1", 2),
        ("q=没有这样的字", 0),
    ],
)
def test_an_address_chooses_findings(reading: Opener, address: str, count: int) -> None:
    page = reading(f"#view=findings&{address}")
    expect(page.locator("#view-findings .found")).to_have_text(f"{count} 条，共 18 条")


def test_the_area_filter_counts_a_document_for_all_that_it_lies_in(reading: Opener) -> None:
    page = reading("#view=findings")
    page.locator("summary", has_text="地区").first.click()
    facet = page.locator(".facet", has_text="地区")
    facet.get_by_label("广东省").check()
    expect(page.locator("#view-findings .found")).to_have_text("2 条，共 18 条")
    facet.get_by_label("丹霞县").check()
    expect(facet.get_by_label("广东省")).not_to_be_checked()


def test_text_typed_into_the_search_filters_and_keeps_the_focus(reading: Opener) -> None:
    page = reading("#view=findings")
    page.keyboard.press("/")
    page.keyboard.type("公众号")
    expect(rows(page)).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "search"


def test_the_keyboard_walks_the_list_and_opens_a_finding(reading: Opener) -> None:
    page = reading("#view=findings")
    expect(rows(page).first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(rows(page).nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.locator(".preview .message")).to_contain_text("标题写“2022年度”")
    page.keyboard.press("Enter")
    expect(page.locator("mark.active")).to_have_text("2022年度")
    page.keyboard.press("o")
    page.keyboard.press("Escape")
    expect(rows(page).nth(1)).to_have_attribute("aria-selected", "true")


def test_the_keyboard_walks_through_a_document_into_the_next(reading: Opener) -> None:
    page = reading("#document=d1")
    found = page.locator(".cards .found")
    expect(found).to_have_text("共 9 条")
    for at in range(1, 10):
        page.keyboard.press("j")
        expect(found).to_have_text(f"第 {at} 条，共 9 条")
    page.keyboard.press("j")
    expect(page.locator("h1", has_text="丹霞县")).to_be_visible()
    expect(found).to_have_text("第 1 条，共 2 条")
    page.keyboard.press("k")
    expect(found).to_have_text("第 9 条，共 9 条")


def test_help_explains_the_keys(reading: Opener) -> None:
    page = reading()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("下一条")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_link_to_a_finding_that_is_gone_says_so(reading: Opener) -> None:
    page = reading("#finding=0000000000000000")
    expect(page.locator("#view-document .notice")).to_contain_text("没有这条问题")


def test_a_mark_with_overlapping_findings_leads_to_each_in_turn(reading: Opener) -> None:
    page = reading("#document=d1")
    overlap = page.locator("mark").filter(has_text="执法人员的证件管理").first
    overlap.click()
    expect(page.locator("#view-document .card-open")).to_have_count(1)
    first = page.locator("#view-document .card-open .card-number").inner_text()
    overlap.click()
    expect(page.locator("#view-document .card-open .card-number")).not_to_have_text(first)


def test_a_table_is_a_table_with_the_marks_inside(reading: Opener) -> None:
    page = reading("#document=d4")
    lines = page.locator(".document-table tr")
    expect(lines).to_have_count(4)
    expect(lines.nth(0).locator("th")).to_have_text(["项目", "2023年决算（万元）", "说明"])
    expect(lines.nth(2).locator("td")).to_have_count(2)
    expect(lines.nth(2).locator("td").nth(1)).to_have_attribute("colspan", "2")
    expect(lines.nth(3).locator("td")).to_have_count(3)
    expect(lines.nth(3).locator("mark")).to_have_text("960.75")


def downloaded(page: Page, button: str) -> str:
    if page.locator(".menu").get_attribute("open") is None:
        page.locator(".menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path()).read_text("utf-8-sig")


def test_verdicts_are_given_by_key_kept_and_exported(reading: Opener) -> None:
    page = reading("#view=findings&sort=document")
    page.locator(".menu summary").click()
    page.get_by_label("复核人").fill("赵六")
    page.get_by_label("复核人").press("Tab")
    page.locator(".menu summary").click()
    page.locator(".virtual-list").first.focus()
    for key in ("c", "j", "f", "j", "a", "j", "c", "c"):
        page.keyboard.press(key)
    page.keyboard.press("k")
    page.keyboard.press("n")
    page.keyboard.type("=已与单位核实")
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#judged")).to_have_text("3")
    given = json.loads(downloaded(page, "导出 decisions.json"))
    assert given["schema"] == "auditor-decisions/1"
    findings = sample().findings
    assert [(one["fingerprint"], one["verdict"]) for one in given["decisions"]] == [
        (findings[0].fingerprint, "confirmed"),
        (findings[1].fingerprint, "false-alarm"),
        (findings[2].fingerprint, "accepted"),
    ]
    assert given["decisions"][2]["comment"] == "=已与单位核实"
    assert {one["reviewer"] for one in given["decisions"]} == {"赵六"}
    table = list(csv.DictReader(io.StringIO(downloaded(page, "导出 decisions.csv"))))
    assert [line["verdict"] for line in table] == ["confirmed", "false-alarm", "accepted"]
    assert table[2]["comment"] == "'=已与单位核实"


def test_exported_decisions_can_be_read_in_again(reading: Opener, tmp_path: Path) -> None:
    page = reading(f"#finding={finding_named('heading-year')}")
    expect(page.locator("#view-document .card-open")).to_be_visible()
    page.keyboard.press("f")
    file = tmp_path / "decisions.json"
    file.write_text(downloaded(page, "导出 decisions.json"), "utf-8")
    other = reading(f"#finding={finding_named('heading-year')}")
    expect(other.locator("#view-document .card-open .state")).to_have_count(0)
    other.locator("input[type=file]").set_input_files(file)
    expect(other.locator("#view-document .card-open .state")).to_have_text("误报")


def test_a_file_that_holds_no_decisions_is_refused_in_words(reading: Opener, tmp_path: Path) -> None:
    page = reading()
    file = tmp_path / "notes.json"
    file.write_text("[1, 2", "utf-8")
    page.locator(".menu summary").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator("#tools-message")).to_have_text("这不是复核结论文件（decisions.json）。")


def test_what_reviewers_decided_before_is_shown(reading: Opener) -> None:
    page = reading(f"#finding={finding_named('foreign-place', 'd2')}")
    earlier = page.locator("#view-document .card-open .earlier li")
    expect(earlier).to_have_count(2)
    expect(earlier.nth(0)).to_contain_text("李四")
    expect(page.locator("#view-document .card-open .card-head .state")).to_have_text("意见不一")


def test_hostile_words_show_as_text_everywhere(reading: Opener) -> None:
    page = reading("#document=d5")
    text = page.locator(".document-text")
    expect(text).to_contain_text(HOSTILE[0])
    expect(text).to_contain_text(HOSTILE[1])
    expect(text.locator(".control", has_text="U+202E")).to_have_count(1)
    expect(text.locator("mark", has_text="𠮷野家与😀")).to_have_count(1)
    expect(text).to_contain_text(LONG_LINE)
    for view in ("", "#view=findings", "#view=documents"):
        page = reading(view)
        page.wait_for_timeout(200)
        shown = page.evaluate("document.querySelector('#main').innerText")
        assert HOSTILE[0] in shown
        assert "\u202e" not in shown
        assert page.evaluate("document.querySelectorAll('#main script').length") == 0


@pytest.mark.parametrize(
    "address", ["", "#view=findings", "#view=documents", "#document=d1", "#document=d4", "#document=d5"]
)
@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_is_wider_than_the_screen(reading: Opener, address: str, width: int) -> None:
    page = reading(address, width=width, height=740)
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_narrow_screen_a_finding_is_opened_by_a_tap(reading: Opener) -> None:
    page = reading("#view=findings", width=360, height=740)
    rows(page).filter(has_text="数量前后矛盾").click()
    expect(page.locator("mark.active")).to_have_text("共17件")
    expect(page.locator("#view-document .card-open .message")).to_be_visible()
    page.wait_for_timeout(900)
    assert in_sight(page.locator("mark.active"))


def test_print_shows_every_finding_in_full(reading: Opener) -> None:
    page = reading("#document=d1")
    page.wait_for_timeout(300)
    page.emulate_media(media="print")
    bodies = page.locator("#view-document .card .card-body:not(:empty)")
    assert bodies.count() == 8
    for body in bodies.all():
        expect(body).to_be_visible()
    expect(page.locator(".top-bar")).to_be_hidden()

"""Web pages: the article of a government site, its tables, its title, its encoding."""

from __future__ import annotations

import pytest
from reading_samples import assert_sound, cells, texts

from auditor.reading import Reading, UnreadableFile, read_bytes

ARTICLE = "<p>　　2023年，全县共办理&nbsp;12件，其中重点事项3件。</p><p>二、下一步打算</p>"


def page(article: str, head: str = "", before: str = "", after: str = "") -> str:
    return (
        f"<html><head>{head}</head><body>{before}"
        f'<div class="menu"><ul><li><a href="/">首页</a></li><li><a href="/z">政务公开</a></li></ul></div>'
        f'<div id="zoom">{article}</div>{after}'
        '<div class="footer">主办：某县人民政府</div><script>var 版权 = 1;</script></body></html>'
    )


def read(text: str, encoding: str = "utf-8") -> Reading:
    reading = read_bytes(text.encode(encoding), "报告.html")
    assert_sound(reading)
    assert reading.format == "html"
    return reading


def test_the_article_and_nothing_round_it() -> None:
    assert texts(read(page(ARTICLE))) == ["2023年，全县共办理\xa012件，其中重点事项3件。", "二、下一步打算"]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gbk", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
        ("gb18030", "<meta charset='GBK'>"),
        ("gbk", ""),
        ("gbk", '<meta charset="utf-8">'),
        ("utf-8", '<meta charset="gb2312">'),
        ("utf-8-sig", ""),
        ("utf-16", ""),
    ],
)
def test_encodings(encoding: str, declared: str) -> None:
    text = "某县镕基二〇二三年度工作报告"
    assert texts(read(page(f"<p>{text}</p>", declared), encoding)) == [text]


def test_declared_big5() -> None:
    text = '<html><meta charset="big5"><body><p>某縣二零二三年度工作報告，辦理完畢。</p></body></html>'
    assert texts(read(text, "big5")) == ["某縣二零二三年度工作報告，辦理完畢。"]


def test_blocks_and_blanks() -> None:
    article = (
        "<h2>一、总体<br>情况</h2><div>全县\n    共办理<b>12</b>件，\n比上年 <span>增加\n3</span> 件。<br/>第二行<p>甲<div>乙</div></p></div>"
        "<pre>第一行\n  第二行</pre><p>&amp;lt; 一次 &#x4E00;</p>"
    )
    reading = read(page(article))
    assert texts(reading) == [
        "一、总体\n情况",
        "全县共办理12件，比上年 增加 3 件。",
        "第二行",
        "甲",
        "乙",
        "第一行",
        "第二行",
        "&lt; 一次 一",
    ]
    assert [(block.kind, block.level) for block in reading.blocks][:2] == [
        ("heading", 2),
        ("paragraph", None),
    ]


def test_what_is_hidden_is_not_read() -> None:
    article = (
        ARTICLE + '<p style="display: none">甲</p><p hidden>乙</p><style>丙{}</style><script>丁</script>'
        '<div title="footer"><p>- 3 -</p></div>'
        "<noscript>戊</noscript><!-- 己 --><select><option>庚</option></select><ruby>辛<rp>(</rp><rt>xin</rt></ruby>"
    )
    assert texts(read(page(article)))[2:] == ["辛"]


def test_tables() -> None:
    article = (
        '<table><caption>表一</caption><thead><tr><th rowspan="2">指标</th><th colspan="2">数量</th></tr></thead>'
        "<tbody><tr><td>2022年</td><td>2023年</td></tr>"
        '<tr><td>办理</td><td></td><td rowspan="9"><p>12</p><p>件</p></td></tr><tr><td>合计</td><td>7</td></tr></tbody></table>'
        "<p>尾段</p>"
    )
    reading = read(page(article))
    assert cells(reading) == [
        (0, 0, 0, 2, 1, "指标"),
        (0, 0, 1, 1, 2, "数量"),
        (0, 1, 1, 1, 1, "2022年"),
        (0, 1, 2, 1, 1, "2023年"),
        (0, 2, 0, 1, 1, "办理"),
        (0, 2, 2, 2, 1, "12\n件"),
        (0, 3, 0, 1, 1, "合计"),
        (0, 3, 1, 1, 1, "7"),
    ]
    assert reading.text == "表一\n指标\t数量\n2022年\t2023年\n办理\t\t12\n件\n合计\t7\n尾段"


def test_tables_that_frame_the_page() -> None:
    article = "<p>一、总体情况</p><table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    framed = f'<table width="900"><tr><td>&nbsp;</td><td>{article}</td></tr></table>'
    reading = read(f"<html><body>{framed}</body></html>")
    assert texts(reading, "paragraph") == ["一、总体情况"]
    assert [cell[5] for cell in cells(reading)] == ["甲", "1", "乙", "2"]


def test_an_article_in_a_cell_is_no_table() -> None:
    body = "".join(f"<p>第{index}段，{'全县共办理政务公开事项。' * 12}</p>" for index in range(10))
    reading = read(f"<body><table><tr><td>导航</td><td>{body}</td></tr></table></body>")
    assert not cells(reading)
    assert len(reading.blocks) == 11


def test_numbers_of_ordered_lists() -> None:
    article = (
        "<ol><li>甲</li><li><p>乙</p></li></ol>"
        '<ol start="3" style="list-style-type: cjk-ideographic"><li>丙<li>丁</ol>'
        '<ol type="A"><li>戊</li></ol><ol style="list-style:none"><li>己</li></ol>'
        "<ol><li>一、自带编号</li></ol><ul><li>庚</li></ul>"
    )
    reading = read(page(article))
    assert texts(reading) == ["1. 甲", "2. 乙", "三、丙", "四、丁", "A. 戊", "己", "一、自带编号", "庚"]
    assert [block.number_length for block in reading.blocks] == [3, 3, 2, 2, 3, 0, 0, 0]


TITLE = "某县科技局2023年度法治政府建设报告"


@pytest.mark.parametrize(
    ("head", "before"),
    [
        (f'<meta name="ArticleTitle" content="{TITLE}"><title>某县人民政府</title>', ""),
        (f"<title>{TITLE}_某县人民政府</title>", ""),
        (f"<title>{TITLE}-某县人民政府门户网站</title>", ""),
        (f"<title>{TITLE} - 某县人民政府</title>", "<h1>某县人民政府</h1>"),
        (f"<title>政务公开-{TITLE}-某县</title>", f"<h2>{TITLE}</h2>"),
    ],
)
def test_a_title_outside_the_article_comes_first(head: str, before: str) -> None:
    reading = read(page(ARTICLE, head, before))
    assert texts(reading)[0] == TITLE
    assert (reading.blocks[0].kind, reading.blocks[0].level) == ("heading", 1)


def test_a_title_in_the_article_is_not_doubled() -> None:
    head = f"<title>{TITLE}</title>"
    article = f"<p align=center>某县科技局2023年度</p><p>法治政府建设报告</p>{ARTICLE}"
    assert texts(read(page(article, head)))[0] == "某县科技局2023年度"


def test_a_page_without_a_known_article() -> None:
    text = (
        '<html><body><div class="top-nav"><a href=a>首页</a><a href=b>新闻</a></div><nav>导航</nav>'
        "<ul><li><a>一</a></li><li><a>二</a></li><li><a>三</a></li><li><a>四</a></li></ul>"
        f"<div class=neirong><h1>{TITLE}</h1>{ARTICLE}<ul><li>第一项工作</li></ul></div>"
        '<div class="footer">地址：某县</div></body></html>'
    )
    assert texts(read(text)) == [
        TITLE,
        "2023年，全县共办理\xa012件，其中重点事项3件。",
        "二、下一步打算",
        "第一项工作",
    ]


def test_single_file_pages() -> None:
    import email.mime.multipart
    import email.mime.text

    message = email.mime.multipart.MIMEMultipart("related")
    part = email.mime.text.MIMEText("", "html")
    part.set_payload(page(ARTICLE).encode("gbk"))
    part.replace_header("Content-Type", 'text/html; charset="gb2312"')
    email.encoders.encode_base64(part)
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "base64"
    message.attach(part)
    reading = read_bytes(message.as_bytes(), "报告.doc")
    assert reading.format == "html"
    assert "二、下一步打算" in reading.text


def test_a_page_made_by_scripts() -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(
            b'<!DOCTYPE html><html><body><div id="app"></div><script src="a.js"></script></body></html>'
        )
    assert caught.value.kind == "no-text"

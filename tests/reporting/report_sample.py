"""A result with findings of every kind, made by hand: no audit runs for the tests of the reports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from auditor.model import (
    Block,
    Cell,
    CheckSummary,
    Decision,
    Document,
    DocumentSummary,
    Evidence,
    EvidenceRole,
    Factor,
    Finding,
    Findings,
    JurisdictionStatement,
    Place,
    Problem,
    Quote,
    Result,
    RunInfo,
    Severity,
    StaleDecision,
    State,
    Status,
    Tool,
    Unchecked,
    YearStatement,
)
from auditor.structure import outline

CHECKS = {
    "foreign-place": ("jurisdiction", "外地地名"),
    "foreign-statute": ("jurisdiction", "外地法规"),
    "heading-year": ("time", "标题年份"),
    "conflicting-count": ("numbers", "数量前后矛盾"),
    "table-mismatch": ("numbers", "表内勾稽"),
    "repeated-passage": ("reuse", "文内重复"),
    "copied-passage": ("reuse", "跨报告照搬"),
    "conversion-residue": ("residue", "转换残留"),
    "personal-identifier": ("privacy", "个人信息"),
    "stray-space": ("residue", "多余空格"),
}

HOSTILE = (
    "<script>alert('甲')</script>]]>&amp;<!--",
    "javascript:alert(1)",
    "右到左\u202e被倒过来\u2066的字",
    "零宽\u200b字符与行分隔\u2028符",
    "𠮷野家与😀",
)
"""Words that must show as text wherever a report puts them."""

LONG_LINE = "长" * 10_000

RULE_OF_LAW = """青禾县农业农村局2023年度法治政府建设工作报告

2023年，青禾县农业农村局在县委、县政府的领导下，认真落实法治政府建设各项任务，现将有关情况报告如下：
一、2022年度法治政府建设的主要做法
（一）健全工作机制。成立由局长任组长的领导小组，全年召开专题会议4次。依据《青海省农产品质量安全条例》开展执法检查，办理行政处罚案件共17件。
（二）加强执法队伍。全局持有行政执法证的人员共23名，组织集中培训三期，考试合格率达到百分之百，执法人员的证件管理和着装规范进一步加强，做到了亮证执法、文明执法。
[bookmark: _Toc1]（三）深入开展普法。通过“白水农业”微信公众号推送普法信息60条，发放资料五千余份。
二、存在的不足
办案质量还不够高，全年办理行政处罚案件共15件，个别案卷制作不规范。执法人员的证件管理及着装规范进一步加强，做到了亮证执法、文明执法，但仍需常抓不懈。
联系人张三，电话138****0000，规范性文  件备案情况另行报送。
三、2024年工作打算
继续抓好法治政府建设。

青禾县农业农村局
2024年1月15日
"""

COPY = """丹霞县农业农村局2023年度法治政府建设情况报告
一、主要工作
（一）加强队伍建设。我局现有持证人员18名，组织集中培训两期，考试合格率达到百分之百，执法人员的证件管理和着装规范进一步加强，做到了亮证执法、文明执法。
（二）青禾县农业农村局还开展了专项整治，抽查门店120家。
二、下一步打算
坚持问题导向，补齐短板。
丹霞县农业农村局
2024年1月20日
"""

CLEAN = """临溪区水务局2023年政府信息公开工作年度报告
一、总体情况
全年主动公开政府信息96条，未收到申请。
临溪区水务局
2024年1月10日
"""


class SampleTexts:
    """The texts by document id, as a run keeps them."""

    def __init__(self) -> None:
        self.documents: dict[str, Document] = {}
        self.files: dict[str, bytes] = {}

    def text_of(self, document: str) -> str:
        return self.documents[document].text if document in self.documents else ""

    def blocks_of(self, document: str) -> tuple[Block, ...]:
        return self.documents[document].blocks if document in self.documents else ()

    def bytes_of(self, document: str) -> bytes:
        return self.files.get(document, b"")


class SampleResult:
    """Collects documents and findings by their words and gives the Result."""

    def __init__(self) -> None:
        self.texts = SampleTexts()
        self.summaries: list[DocumentSummary] = []
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []
        self.stale: list[StaleDecision] = []

    def document(
        self,
        path: str,
        text: str,
        *,
        issuer: str | None = None,
        place: tuple[str, ...] = (),
        stated: bool = True,
        year: int | None = None,
        status: Status = "audited",
        unchecked: Iterable[tuple[str, str]] = (),
        blocks: tuple[Block, ...] | None = None,
        format: str = "txt",
        title: str | None = None,
    ) -> str:
        """Add a document and return its id."""
        name = f"d{len(self.summaries) + 1}"
        document = Document(text, id=name, path=path, blocks=blocks, format=format)
        self.texts.documents[name] = document
        self.summaries.append(
            DocumentSummary(
                id=name,
                path=path,
                sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
                format=format,
                characters=len(text),
                status=status,
                title=(text.strip().split("\n")[0] if title is None else title)[:80],
                kind="rule-of-law-annual",
                issuer=issuer,
                jurisdiction=self._jurisdiction(text, place, stated),
                year=self._year(text, year),
                unchecked=tuple(Unchecked(check, reason) for check, reason in unchecked),
            )
        )
        return name

    def _jurisdiction(self, text: str, path: tuple[str, ...], stated: bool) -> JurisdictionStatement | None:
        if not path:
            return None
        at = text.find(path[-1])
        basis = (Quote(at, at + len(path[-1]), path[-1]),) if at >= 0 else ()
        return JurisdictionStatement("000000", path[-1], path, stated, 0.98 if stated else 0.71, basis)

    def _year(self, text: str, year: int | None) -> YearStatement | None:
        if year is None:
            return None
        at = text.find(f"{year}年")
        return YearStatement(year, True, 0.99, (Quote(at, at + 5, f"{year}年"),) if at >= 0 else ())

    def span(self, document: str, words: str, occurrence: int = 1) -> tuple[int, int]:
        """Where the words stand, for the n-th time.  Raises ValueError when they do not."""
        at = -1
        for _ in range(occurrence):
            at = self.texts.text_of(document).index(words, at + 1)
        return at, at + len(words)

    def evidence(self, document: str, words: str, role: EvidenceRole, occurrence: int = 1) -> Evidence:
        start, end = self.span(document, words, occurrence)
        return Evidence(document, start, end, words, role)

    def finding(
        self,
        document: str,
        check: str,
        words: str,
        message: str,
        *,
        severity: Severity = Severity.ERROR,
        occurrence: int = 1,
        evidence: tuple[Evidence, ...] = (),
        factors: tuple[Factor, ...] = (),
        suggestion: str = "",
        places: tuple[str, ...] = (),
        confidence: float = 0.95,
        group: str | None = None,
        state: State = "open",
        known: bool = False,
        decisions: tuple[Decision, ...] = (),
    ) -> Finding:
        """Add a finding at the words; `places` are further words."""
        source = self.texts.documents[document]
        start, end = self.span(document, words, occurrence)
        line, column = source.line_and_column(start)
        key = f"{document}{check}{words}{occurrence}{len(self.findings)}"
        finding = Finding(
            fingerprint=hashlib.sha256(key.encode("utf-8")).hexdigest()[:16],
            check=check,
            family=CHECKS[check][0],
            severity=severity,
            confidence=confidence,
            document=document,
            start=start,
            end=end,
            line=line,
            column=column,
            text=words,
            section=outline.section_path(source, start),
            message=message,
            suggestion=suggestion,
            factors=factors,
            evidence=evidence,
            places=tuple(self._place(source, place) for place in places),
            group=group,
            state=state,
            known=known,
            decisions=decisions,
        )
        self.findings.append(finding)
        return finding

    def _place(self, document: Document, words: str) -> Place:
        start, end = self.span(document.id, words)
        return Place(start, end, *document.line_and_column(start), words)

    def result(self) -> Result:
        """The Result, its findings in the order of the documents and of the text."""
        order = {summary.id: at for at, summary in enumerate(self.summaries)}
        findings = sorted(self.findings, key=lambda f: (order[f.document], f.start, f.end, f.check))
        checks = tuple(
            CheckSummary(
                id=check,
                family=family,
                version=1,
                findings=sum(finding.check == check for finding in findings),
                not_applicable=sum(one.check == check for doc in self.summaries for one in doc.unchecked),
                failed=sum(problem.check == check for problem in self.problems),
                title=title,
            )
            for check, (family, title) in CHECKS.items()
        )
        content = Findings(
            "auditor-findings/1",
            Tool("auditor", "0.1.0"),
            tuple(self.summaries),
            tuple(findings),
            checks,
            tuple(self.problems),
            tuple(self.stale),
        )
        run = RunInfo(
            started="2024-05-06T09:30:00+08:00",
            seconds=1.25,
            documents=len(self.summaries),
            bytes=12_345,
            jobs=2,
            stages={"documents": 1.0},
            work={"reading": 0.1},
            checks={},
            machine={"cores": "2"},
            versions={"auditor": "0.1.0"},
            exit_code=3,
        )
        return Result(content, run, self.texts)


def table_document() -> tuple[str, tuple[Block, ...]]:
    """A text with a table of three columns whose total is wrong, a merged cell and a footnote."""
    rows = [
        [("项目", 1), ("2023年决算（万元）", 1), ("说明", 1)],
        [("人员经费", 1), ("820.50", 1), ("含津贴", 1)],
        [("公用经费", 1), ("130.25", 2)],
        [("合计", 1), ("960.75", 1), ("", 1)],
    ]
    text = "松岭县财政局2023年度部门决算说明\n一、收支情况\n"
    blocks = [
        Block(0, len(text.split("\n")[0]), "heading", level=1),
        Block(text.index("一、"), len(text) - 1, "heading", level=2, number_length=2),
    ]
    for row, cells in enumerate(rows):
        column = 0
        for words, span in cells:
            start = len(text)
            text += words + "\n"
            if words:
                cell = Cell(0, row, column, 1, span, row == 0)
                blocks.append(Block(start, start + len(words), "cell", cell=cell))
            column += span
    start = len(text)
    text += "注：决算数按权责发生制填列。"
    blocks.append(Block(start, len(text), "footnote"))
    return text, tuple(blocks)


def sample() -> Result:
    """The result that the tests of all formats share."""
    made = SampleResult()
    report = made.document(
        "县区/青禾农业.txt",
        RULE_OF_LAW,
        issuer="青禾县农业农村局",
        place=("青海省", "湖东市", "青禾县"),
        year=2023,
        unchecked=[("copied-passage", "没有可比的往年报告")],
    )
    copy = made.document(
        "县区/丹霞农业.docx", COPY, issuer="丹霞县农业农村局", place=("广东省", "韶山市", "丹霞县"), year=2023
    )
    made.document(
        "县区/临溪水务.html", CLEAN, issuer="临溪区水务局", place=("安徽省", "临溪市", "临溪区"), year=2023
    )
    text, blocks = table_document()
    accounts = made.document(
        "决算/松岭财政.docx",
        text,
        issuer="松岭县财政局",
        place=("安徽省", "松岭县"),
        stated=False,
        year=2023,
        blocks=blocks,
        format="docx",
        unchecked=[("heading-year", "未识别出报告年度"), ("copied-passage", "没有可比的往年报告")],
    )
    hostile = made.document(
        "其他/" + HOSTILE[0].replace("/", "／") + ".txt",
        "\n".join((*HOSTILE, LONG_LINE)),
        issuer=HOSTILE[2],
        title=HOSTILE[0],
        unchecked=[("heading-year", HOSTILE[0]), ("foreign-place", "未识别出报告单位")],
    )
    broken = made.document("其他/扫描件.pdf", "", status="unreadable", format="pdf")
    made.problems.append(Problem(broken, None, "no-text", "这份 PDF 是扫描图像，没有文字层，无法审校"))
    made.problems.append(Problem(accounts, "table-mismatch", "check-failed", "检查项出错：division by zero"))
    _time_and_place(made, report)
    _numbers_and_reuse(made, report, copy)
    _residue(made, report)
    _table(made, accounts)
    _hostile(made, hostile)
    made.stale.append(
        StaleDecision(
            "feedfacefeedface",
            Decision("accepted", "李四", "已改", "2024-05-01"),
            "typo",
            "县区/旧.txt",
            "布署",
        )
    )
    return made.result()


def _time_and_place(made: SampleResult, report: str) -> None:
    identity = made.evidence(report, "青禾县", "identity")
    made.finding(
        report,
        "heading-year",
        "2022年度",
        "标题写“2022年度”，而全文报告的是2023年（题目“2023年度法治政府建设工作报告”）。",
        evidence=(made.evidence(report, "2023年度法治政府建设工作报告", "identity"),),
        factors=(
            Factor("own-year", 3.2, "题目写明报告年度为2023年"),
            Factor("review-part", 1.1, "这一部分是工作回顾"),
        ),
        suggestion="改为“2023年度”。",
        confidence=0.986,
    )
    made.finding(
        report,
        "foreign-statute",
        "《青海省农产品质量安全条例》",
        "《青海省农产品质量安全条例》是青海省的地方性法规，与本报告的属地（青禾县 → 湖东市 → 青海省）相符。",
        severity=Severity.NOTE,
        evidence=(
            Evidence(None, 0, 0, "青禾县 → 湖东市 → 青海省（民政部行政区划名录）", "definition"),
            identity,
        ),
        confidence=0.7,
    )
    made.finding(
        report,
        "foreign-place",
        "白水",
        "“白水农业”微信公众号用的是白水县的名称，而本报告是青禾县的。",
        evidence=(
            identity,
            Evidence(None, 0, 0, "白水县：陕西省渭南市所辖县（民政部行政区划名录）", "expected"),
        ),
        factors=(
            Factor("own-account", 2.1, "公众号一般是本单位自己的"),
            Factor("only-here", -0.6, "全文只出现一次"),
            Factor("other-province", 1.6, "白水县与青禾县不在一个省"),
        ),
        suggestion="核对公众号名称，改为本县的。",
        confidence=0.957,
    )


def _numbers_and_reuse(made: SampleResult, report: str, copy: str) -> None:
    made.finding(
        report,
        "conflicting-count",
        "共17件",
        "行政处罚案件前面写“共17件”，后面写“共15件”。",
        evidence=(made.evidence(report, "共15件", "conflict"),),
        factors=(Factor("same-thing", 2.6, "说的都是全年办理的行政处罚案件"),),
        suggestion="核对台账，改成一致。",
    )
    passage = "执法人员的证件管理和着装规范进一步加强，做到了亮证执法、文明执法"
    edited = "执法人员的证件管理及着装规范进一步加强，做到了亮证执法、文明执法"
    made.finding(
        report,
        "repeated-passage",
        passage,
        f"“{passage}”在文中出现两次，只差个别字。",
        severity=Severity.WARNING,
        evidence=(made.evidence(report, edited, "conflict"),),
        factors=(Factor("length", 1.9, "相同的文字长达三十余字"),),
        confidence=0.87,
    )
    long_passage = f"考试合格率达到百分之百，{passage}"
    made.finding(
        copy,
        "copied-passage",
        long_passage,
        "这一段与青禾县农业农村局2023年报告相同。",
        severity=Severity.WARNING,
        evidence=(made.evidence(report, long_passage, "source"),),
        group="copy-1",
    )
    made.finding(
        report,
        "copied-passage",
        long_passage,
        "这一段与丹霞县农业农村局2023年报告相同。",
        severity=Severity.NOTE,
        evidence=(made.evidence(copy, long_passage, "source"),),
        group="copy-1",
        confidence=0.55,
    )
    made.finding(
        copy,
        "foreign-place",
        "青禾县农业农村局",
        "“青禾县农业农村局”不是本报告的单位（丹霞县农业农村局）。",
        evidence=(made.evidence(copy, "丹霞县农业农村局", "identity"),),
        state="disputed",
        decisions=(
            Decision("confirmed", "李四", "确系照搬", "2024-05-02T10:00:00Z"),
            Decision("false-alarm", "王五", "联合开展", "2024-05-03T10:00:00Z"),
        ),
    )


def _residue(made: SampleResult, report: str) -> None:
    made.finding(
        report,
        "conversion-residue",
        "[bookmark: _Toc1]",
        "“[bookmark: _Toc1]”是转换格式时留下的书签。",
        suggestion="删去。",
        confidence=0.999,
    )
    made.finding(
        report,
        "personal-identifier",
        "138****0000",
        "这里有一个手机号码，公开前应当删去或遮盖。",
        severity=Severity.WARNING,
    )
    made.finding(
        report,
        "stray-space",
        "规范性文  件",
        "“规范性文  件”中间多了空格。",
        severity=Severity.NOTE,
        suggestion="删去空格。",
        state="false-alarm",
        decisions=(Decision("false-alarm", "李四", "排版需要", "2024-05-01"),),
    )


def _table(made: SampleResult, accounts: str) -> None:
    made.finding(
        accounts,
        "table-mismatch",
        "960.75",
        "合计写960.75，而各行相加为950.75（820.50＋130.25）。",
        evidence=(
            made.evidence(accounts, "820.50", "conflict"),
            made.evidence(accounts, "130.25", "conflict"),
        ),
        factors=(Factor("all-rows", 3.0, "各行都已计入"),),
    )


def _hostile(made: SampleResult, hostile: str) -> None:
    for words in HOSTILE:
        made.finding(
            hostile,
            "conversion-residue",
            words,
            f"“{words}”应当原样显示。",
            severity=Severity.NOTE,
            evidence=(Evidence(None, 0, 0, words, "expected"),),
            factors=(Factor("hostile", 1.0, words),),
            suggestion=words,
        )
    made.finding(hostile, "repeated-passage", LONG_LINE, LONG_LINE, severity=Severity.NOTE, known=True)


if __name__ == "__main__":
    import sys
    from pathlib import Path

    from auditor.reporting import write_reports

    write_reports(sample(), Path(sys.argv[1]))

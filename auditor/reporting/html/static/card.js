"use strict";

/* A finding in full: what is said, both sides, why it is believed, what to do, and the reviewer's verdict. */
(function (audit) {
  const { element, say } = audit;
  const STRONGEST = 4;
  const LONGEST_QUOTE = 160;
  const SHORT = 10; // characters of evidence that need no line of their own
  const AROUND = 48;
  const MOST_PLACES = 12;

  const VERDICT_WORDS = {
    confirmed: ["确认", "c"],
    "false-alarm": ["误报", "f"],
    accepted: ["认可", "a"],
  };

  const clipped = (words, length) => (words.length <= length ? words : `${words.slice(0, length - 1)}…`);

  function heading(finding, number) {
    const state = audit.decisions.stateOf(finding);
    return element("header", { class: "card-head" },
      number === undefined ? null : element("a", {
        class: "card-number",
        href: audit.address({ finding: finding.fingerprint }),
        "aria-label": say("第 {number} 条：{check}", { number, check: finding.checkTitle }),
      }, String(number)),
      audit.severityTag(finding.severity),
      element("h2", { class: "card-title" }, finding.checkTitle),
      finding.known ? element("span", { class: "tag" }, say("基线中已有")) : null,
      state === "open" ? null : audit.stateTag(state),
    );
  }

  function facts(finding, details) {
    return element("p", { class: "card-facts faint" },
      audit.facts(
        finding.familyTitle,
        say("置信度 {share}", { share: audit.percent(finding.confidence) }),
        say("第 {line} 行第 {column} 字", { line: finding.line, column: details.column }),
        details.section.at(-1)));
  }

  /** The words around a finding, for where the text itself is not in sight. */
  function excerpt(details, content) {
    const before = content.slice(Math.max(0, details.start - AROUND), details.start);
    const after = content.slice(details.end, details.end + AROUND);
    return element("p", { class: "excerpt quote" },
      details.start > AROUND ? "…" : "", before,
      element("mark", {}, clipped(content.slice(details.start, details.end), 2 * LONGEST_QUOTE)), after, "…");
  }

  function whence(evidence, finding) {
    if (evidence.document === null) return say("参考资料");
    if (evidence.document === finding.document) return say("本文");
    const other = audit.documents[evidence.document];
    return other.issuer && other.year ? `${other.issuer} ${other.year}` : other.path;
  }

  function evidenceItem(evidence, at, finding) {
    const role = element("span", { class: "role" }, audit.labels.role[evidence.role]);
    const words = element("q", { class: "quote" }, clipped(evidence.text, LONGEST_QUOTE));
    const source = element("bdi", { class: "whence" }, whence(evidence, finding));
    if (evidence.document === null) return element("li", { class: "fact" }, role, words, source);
    const target = { finding: finding.fingerprint, evidence: at + 1 };
    return element("li", { class: evidence.text.length > SHORT ? null : "short" },
      element("a", { class: "evidence-link", href: audit.address(target) }, role, words, source),
      evidence.document === finding.document && evidence.differences
        ? element("a", { class: "beside-link", href: audit.address({ ...target, beside: 1 }) }, say("并排看"))
        : null);
  }

  function evidenceList(finding, details) {
    if (!details.evidence.length) return null;
    const compared = details.evidence.filter((evidence) => evidence.differences);
    return element("section", { class: "card-part" },
      element("h3", {}, say("依据")),
      element("ul", { class: "evidence" }, details.evidence.map((evidence, at) => evidenceItem(evidence, at, finding))),
      compared.map((evidence) => audit.comparison(evidence.differences, say("此处"), whence(evidence, finding))),
    );
  }

  function weight(value) {
    const share = Math.min(1, Math.abs(value) / STRONGEST) * 50;
    return audit.drawing("svg", { class: "weight", width: "64", height: "10", viewBox: "0 0 100 10", "aria-hidden": "true" },
      audit.drawing("rect", {
        class: value < 0 ? "against" : "for", x: value < 0 ? 50 - share : 50, y: 1, width: share, height: 8,
      }),
      audit.drawing("rect", { class: "axis", x: 49.5, y: 0, width: 1, height: 10 }));
  }

  function reasons(details) {
    if (!details.factors.length) return null;
    const ordered = [...details.factors].sort(([a], [b]) => Math.abs(b) - Math.abs(a));
    return element("section", { class: "card-part" },
      element("h3", {}, say("为何这样判断")),
      element("ul", { class: "reasons" }, ordered.map(([value, text]) =>
        element("li", {}, weight(value), element("span", {}, text),
          element("span", { class: "faint" }, audit.strength(value))))));
  }

  function suggestion(details) {
    if (!details.suggestion) return null;
    return element("section", { class: "card-part" },
      element("h3", {}, say("怎么改")), element("p", { class: "suggestion" }, details.suggestion));
  }

  function places(finding, details) {
    if (!details.places.length) return null;
    const shown = details.places.slice(0, MOST_PLACES);
    return element("section", { class: "card-part" },
      element("h3", {}, say("另见 {count} 处", { count: details.places.length })),
      element("ul", { class: "places" }, shown.map(([, , line, text], at) =>
        element("li", {}, element("a", { href: audit.address({ finding: finding.fingerprint, place: at + 1 }) },
          say("第 {line} 行", { line }), " ", element("q", { class: "quote" }, clipped(text, 40)))))),
      details.places.length > shown.length ? element("p", { class: "faint" }, say("其余在正文中标出。")) : null);
  }

  function group(finding) {
    if (!finding.group) return null;
    const size = audit.findings.filter((other) => other.group === finding.group).length;
    if (size < 2) return null;
    const query = { view: "findings", group: audit.query.joined([finding.group]) };
    return element("p", { class: "card-part" },
      element("a", { href: audit.address(query) }, say("同一原因的问题共 {count} 条", { count: size })));
  }

  function earlier(details) {
    if (!details.decisions.length) return null;
    return element("section", { class: "card-part" },
      element("h3", {}, say("已有复核意见")),
      element("ul", { class: "earlier" }, details.decisions.map(([verdict, reviewer, comment, decided]) =>
        element("li", {}, audit.stateTag(verdict), " ", element("bdi", {}, reviewer), " ",
          element("span", { class: "faint" }, decided.slice(0, 10)), comment ? [" ", element("bdi", {}, comment)] : null))));
  }

  function verdicts(finding) {
    const given = audit.decisions.of(finding);
    const buttons = audit.decisions.VERDICTS.map((verdict) => {
      const [words, key] = VERDICT_WORDS[verdict];
      return element("button", {
        type: "button",
        class: `verdict verdict-${verdict}`,
        "aria-pressed": String(given?.verdict === verdict),
        "aria-keyshortcuts": key,
        onclick: () => audit.decisions.judge(finding, verdict),
      }, say(words), element("kbd", { "aria-hidden": "true" }, key));
    });
    const note = element("textarea", {
      class: "comment",
      rows: "2",
      "aria-label": say("复核意见"),
      placeholder: say("复核意见（按 n 填写，随结论导出）"),
      onchange: (event) => audit.decisions.comment(finding, event.target.value),
    });
    note.value = given?.comment ?? "";
    return element("section", { class: "card-part verdicts", "aria-label": say("复核结论") },
      element("div", { class: "verdict-buttons" }, buttons), note);
  }

  /**
   * A finding's card.  `open` shows everything, else only what is said and the other side; `number` is its
   * place among the document's findings; `content` adds the words around it.
   */
  audit.card = function (finding, details, { open = true, number, content } = {}) {
    return element("article", { class: `card card-${finding.severity}${open ? " card-open" : ""}` },
      heading(finding, number),
      facts(finding, details),
      element("p", { class: "message" }, details.message),
      content ? excerpt(details, content) : null,
      element("div", { class: "card-body" },
        evidenceList(finding, details), suggestion(details), reasons(details), places(finding, details),
        group(finding), earlier(details), open ? verdicts(finding) : null));
  };
})(window.audit);

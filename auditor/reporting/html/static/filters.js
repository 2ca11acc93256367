"use strict";

/* Choosing and ordering findings.  The query is an object of strings, as it stands in the address. */
(function (audit) {
  const NONE = "-";
  const SEVERITY_RANK = { error: 0, warning: 1, note: 2 };
  const documentOf = (finding) => audit.documents[finding.document];

  /** "山东省", "山东省/淄博市" …: a document counts for every area that it lies in. */
  function areas(finding) {
    const path = documentOf(finding).place;
    return path.length ? path.map((_, level) => path.slice(0, level + 1).join("/")) : [NONE];
  }

  /** What findings can be chosen by; `of` gives the values of a finding, `name` what a value is called. */
  audit.FACETS = [
    {
      key: "severity",
      title: "严重程度",
      of: (finding) => [finding.severity],
      name: (value) => audit.labels.severity[value],
      always: ["error", "warning", "note"],
    },
    {
      key: "state",
      title: "复核状态",
      of: (finding) => [audit.decisions.stateOf(finding)],
      name: (value) => audit.labels.state[value],
      always: ["open", "confirmed", "false-alarm", "accepted"],
    },
    {
      key: "known",
      title: "新旧",
      of: (finding) => [finding.known ? "known" : "new"],
      name: (value) => audit.say(value === "known" ? "基线中已有" : "本次新见"),
    },
    {
      key: "family",
      title: "类别",
      of: (finding) => [finding.family],
      name: (value) => audit.manifest.checks.find(([, , family]) => family === value)?.[3] ?? value,
    },
    {
      key: "check",
      title: "检查项",
      of: (finding) => [finding.checkId],
      name: (value) => audit.manifest.checks.find(([id]) => id === value)?.[1] ?? value,
    },
    {
      key: "issuer",
      title: "单位",
      of: (finding) => [documentOf(finding).issuer || NONE],
      name: (value) => (value === NONE ? audit.say("未写明单位") : value),
    },
    {
      key: "place",
      title: "地区",
      of: areas,
      name: (value) => (value === NONE ? audit.say("未识别出地区") : value.split("/").at(-1)),
      depth: (value) => value.split("/").length - 1,
    },
    {
      key: "year",
      title: "年度",
      of: (finding) => [String(documentOf(finding).year ?? NONE)],
      name: (value) => (value === NONE ? audit.say("未识别出年度") : value),
    },
    {
      key: "group",
      title: "同组问题",
      of: (finding) => [finding.group || NONE],
      name: (value) => value,
      hidden: true,
    },
  ];

  const position = (a, b) => a.index - b.index;

  /** The orders of the list; ties are in the order of the documents. */
  audit.ORDERS = {
    severity: ["按严重程度", (a, b) => SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] || b.confidence - a.confidence],
    document: ["按文件", position],
    confidence: ["按置信度", (a, b) => b.confidence - a.confidence],
    check: ["按检查项", (a, b) => a.check - b.check],
    issuer: ["按单位", (a, b) => documentOf(a).issuer.localeCompare(documentOf(b).issuer, "zh")],
    place: ["按地区", (a, b) => documentOf(a).place.join("/").localeCompare(documentOf(b).place.join("/"), "zh")],
  };

  const folded = (words) => words.normalize("NFKC").toLowerCase();

  function haystack(finding) {
    if (finding.haystack === undefined) {
      const document = documentOf(finding);
      finding.haystack = folded(
        [finding.message, finding.text, finding.checkTitle, document.path, document.title, document.issuer].join("\n"),
      );
    }
    return finding.haystack;
  }

  function textTest(query) {
    const words = folded(query.q ?? "").split(/\s+/).filter(Boolean);
    return (finding) => words.every((word) => haystack(finding).includes(word));
  }

  /**
   * The findings that fit the query, in its order, and for each facet how many findings each of its
   * values would give while the other filters stay as they are.
   */
  audit.choose = function (query) {
    const chosen = audit.FACETS.map((facet) => new Set(audit.query.list(query[facet.key])));
    const counts = audit.FACETS.map(() => new Map());
    const fitsText = textTest(query);
    const least = Number(query.min ?? 0);
    const found = [];
    for (const finding of audit.findings) {
      if (finding.confidence < least || !fitsText(finding)) continue;
      const values = audit.FACETS.map((facet) => facet.of(finding));
      const failed = [];
      values.forEach((of, at) => {
        if (chosen[at].size && !of.some((value) => chosen[at].has(value))) failed.push(at);
      });
      if (failed.length === 0) found.push(finding);
      if (failed.length > 1) continue;
      const counted = failed.length ? failed : audit.FACETS.keys();
      for (const at of counted) {
        for (const value of values[at]) counts[at].set(value, (counts[at].get(value) ?? 0) + 1);
      }
    }
    const [, compare] = audit.ORDERS[query.sort] ?? audit.ORDERS.severity;
    found.sort((a, b) => compare(a, b) || position(a, b));
    return { found, counts: new Map(audit.FACETS.map((facet, at) => [facet.key, counts[at]])) };
  };
})(window.audit);

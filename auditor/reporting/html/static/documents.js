"use strict";

/* The list of documents: whose each is, and what was found in it. */
(function (audit) {
  const { element, say } = audit;
  const view = document.getElementById("view-documents");
  const SEVERITIES = ["error", "warning", "note"];
  let query = {};
  let list = null;
  let parts = null;

  const weighs = (finding) =>
    !finding.known && !["false-alarm", "accepted"].includes(audit.decisions.stateOf(finding));

  function tally(row) {
    const counts = { error: 0, warning: 0, note: 0 };
    for (const finding of row.findings) if (weighs(finding)) counts[finding.severity] += 1;
    return counts;
  }

  function gravest(row) {
    if (row.status === "unreadable") return "unreadable";
    const counts = tally(row);
    return SEVERITIES.find((severity) => counts[severity]) ?? "clean";
  }

  const KINDS = {
    error: "有错误",
    warning: "只有警告和提示",
    note: "只有提示",
    clean: "未见问题",
    unreadable: "未能读取",
  };

  const ORDERS = {
    path: ["按文件名", (a, b) => a.index - b.index],
    gravity: ["问题多的在前", (a, b) => {
      const [one, other] = [tally(a), tally(b)];
      return other.error - one.error || other.warning - one.warning || other.note - one.note;
    }],
    issuer: ["按单位", (a, b) => a.issuer.localeCompare(b.issuer, "zh")],
    place: ["按地区", (a, b) => a.place.join("/").localeCompare(b.place.join("/"), "zh")],
    year: ["按年度", (a, b) => (a.year ?? 0) - (b.year ?? 0)],
  };

  function fits(row) {
    if (query.gravest && gravest(row) !== query.gravest) return false;
    if (query.unchecked) {
      const check = audit.manifest.checks.findIndex(([id]) => id === query.unchecked);
      if (!row.unchecked.includes(check)) return false;
    }
    const words = (query.q ?? "").normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    const text = [row.path, row.title, row.issuer, row.place.join(""), row.year].join("\n").normalize("NFKC").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  function drawRow(row) {
    const counts = tally(row);
    return [
      element("div", { class: "row-head" },
        element("span", { class: "row-title" }, row.title || row.path),
        SEVERITIES.filter((severity) => counts[severity]).map((severity) =>
          element("span", { class: `severity severity-${severity}` }, `${audit.labels.severity[severity]} ${counts[severity]}`)),
        row.status === "audited" ? null : element("span", { class: "tag tag-problem" }, audit.labels.status[row.status])),
      element("p", { class: "row-facts faint" },
        audit.facts(row.issuer || say("未写明单位"), row.place.join(" › ") || say("未识别出地区"),
          row.year ?? say("未识别出年度"), row.path, say("{count} 字", { count: audit.count(row.characters) }))),
    ];
  }

  const open = (row) => audit.query.go({ document: row.id });

  function change(key, value) {
    const next = { ...query, [key]: value };
    if (!value) delete next[key];
    audit.query.go(next, { replace: true });
  }

  function build() {
    const search = element("input", {
      type: "search", placeholder: say("查找文件、单位、地区（按 /）"), "aria-label": say("查找"),
      oninput: () => change("q", search.value),
    });
    const kind = element("select", { "aria-label": say("文件情况"), onchange: () => change("gravest", kind.value) },
      element("option", { value: "" }, say("全部文件")),
      Object.entries(KINDS).map(([key, words]) => element("option", { value: key }, say(words))));
    const order = element("select", { "aria-label": say("排序"), onchange: () => change("sort", order.value) },
      Object.entries(ORDERS).map(([key, [words]]) => element("option", { value: key }, say(words))));
    const found = element("p", { class: "found", role: "status" });
    const clear = element("button", {
      type: "button", class: "link", onclick: () => audit.query.go({ view: "documents" }, { replace: true }),
    }, say("清除筛选"));
    list = new audit.VirtualList({ label: say("文件"), drawRow, onOpen: open, opensOnClick: () => true });
    list.element.classList.add("documents");
    view.replaceChildren(
      element("h1", { class: "visually-hidden" }, say("文件清单")),
      element("div", { class: "worklist worklist-plain" },
        element("div", { class: "worklist-tools" }, search, kind, order, found, clear), list.element));
    parts = { search, kind, order, found, clear };
  }

  function draw() {
    const [, compare] = ORDERS[query.sort] ?? ORDERS.path;
    const found = audit.documents.filter(fits).sort((a, b) => compare(a, b) || a.index - b.index);
    if (document.activeElement !== parts.search) parts.search.value = query.q ?? "";
    parts.kind.value = query.gravest ?? "";
    parts.order.value = query.sort in ORDERS ? query.sort : "path";
    const reason = audit.manifest.checks.find(([id]) => id === query.unchecked);
    parts.found.textContent = [
      reason ? say("未作“{check}”检查", { check: reason[1] }) : "",
      say("共 {count} 份", { count: audit.count(found.length) }),
    ].filter(Boolean).join(" · ");
    parts.clear.hidden = Object.keys(query).every((key) => key === "view" || key === "sort");
    list.setItems(found, list.selected);
  }

  audit.views ??= {};
  audit.views.documents = {
    element: view,
    show(next) {
      query = next;
      if (!list) build();
      view.hidden = false;
      draw();
    },
    refresh: () => list && !view.hidden && list.redraw(),
    focus: () => list.element.focus(),
    commands: {
      next: () => list.select(list.index + 1),
      previous: () => list.select(Math.max(0, list.index - 1)),
      open: () => list.selected && open(list.selected),
      search: () => parts.search.focus(),
    },
  };
})(window.audit);

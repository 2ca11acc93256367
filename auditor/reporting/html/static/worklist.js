"use strict";

/* The list of findings: filters on one side, the chosen finding in full on the other. */
(function (audit) {
  const { element, say } = audit;
  const MOST_VALUES = 40;
  const view = document.getElementById("view-findings");
  const opened = new Set(["severity", "state", "check"]);
  let query = {};
  let list = null;
  let parts = null;

  function change(key, value) {
    const next = { ...query, [key]: value };
    if (!value) delete next[key];
    audit.query.go(next, { replace: true });
  }

  /** Areas lie within each other: a chosen one takes the place of those around it and within it. */
  const related = (one, other) => one !== other && (one.startsWith(`${other}/`) || other.startsWith(`${one}/`));

  function toggle(facet, value, on) {
    let values = new Set(audit.query.list(query[facet.key]));
    if (facet.depth) values = new Set([...values].filter((other) => !related(value, other)));
    if (on) values.add(value);
    else values.delete(value);
    change(facet.key, audit.query.joined([...values]));
  }

  function valueLine(facet, value, count, chosen) {
    const box = element("input", {
      type: "checkbox",
      id: `choose ${facet.key} ${value}`,
      onchange: (event) => toggle(facet, value, event.target.checked),
    });
    box.checked = chosen.has(value);
    const depth = facet.depth ? facet.depth(value) : 0;
    const name = facet.key === "severity" ? audit.severityTag(value) : element("bdi", {}, facet.name(value));
    return element("li", { class: `depth-${Math.min(depth, 3)}` },
      element("label", {}, box, name, element("span", { class: "count" }, audit.count(count))));
  }

  function valuesOf(facet, counts, chosen) {
    const values = new Set([...(facet.always ?? []), ...counts.keys(), ...chosen]);
    const ordered = [...values];
    if (facet.depth) ordered.sort((a, b) => a.localeCompare(b, "zh"));
    else if (!facet.always) ordered.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.localeCompare(b, "zh"));
    return ordered;
  }

  /** Of many areas the highest are shown, and what lies in a chosen one. */
  function unfolded(value, chosen) {
    const parent = value.split("/").slice(0, -1).join("/");
    return !parent || [...chosen].some((one) => one === parent || one.startsWith(`${parent}/`));
  }

  function facetLines(facet, counts, chosen, narrowing) {
    let values = valuesOf(facet, counts, chosen);
    if (narrowing) values = values.filter((value) => facet.name(value).includes(narrowing));
    else if (facet.depth && values.length > MOST_VALUES) values = values.filter((value) => unfolded(value, chosen));
    const shown = values.slice(0, MOST_VALUES);
    const lines = shown.map((value) => valueLine(facet, value, counts.get(value) ?? 0, chosen));
    if (values.length > shown.length) {
      lines.push(element("li", { class: "faint" }, say("还有 {count} 个，输入文字缩小范围", { count: values.length - shown.length })));
    }
    return lines;
  }

  const narrowings = new Map();
  const hasPreview = () => matchMedia("(min-width: 1100px)").matches;

  function facetBox(facet, counts) {
    const chosen = new Set(audit.query.list(query[facet.key]));
    const many = counts.size > 12;
    if (facet.hidden && !chosen.size) return null;
    if (!facet.always && counts.size < 2 && !chosen.size) return null;
    const lines = element("ul", { class: "facet-values" });
    const draw = () => lines.replaceChildren(...facetLines(facet, counts, chosen, narrowings.get(facet.key)));
    const narrow = many && element("input", {
      type: "search",
      class: "narrow",
      id: `narrow ${facet.key}`,
      "aria-label": say("在“{title}”中查找", { title: say(facet.title) }),
      placeholder: say("查找"),
      oninput: (event) => { narrowings.set(facet.key, event.target.value.trim()); draw(); },
    });
    if (narrow) narrow.value = narrowings.get(facet.key) ?? "";
    draw();
    return element("details", {
      class: "facet",
      open: opened.has(facet.key) || chosen.size > 0,
      ontoggle: (event) => (event.target.open ? opened.add(facet.key) : opened.delete(facet.key)),
    }, element("summary", {}, say(facet.title), chosen.size ? element("span", { class: "count" }, String(chosen.size)) : null),
    narrow, lines);
  }

  function confidenceBox() {
    const least = Number(query.min ?? 0);
    const output = element("output", {}, audit.percent(least));
    const slider = element("input", {
      type: "range", min: "0", max: "1", step: "0.05", id: "least-confidence",
      oninput: (event) => { output.textContent = audit.percent(Number(event.target.value)); },
      onchange: (event) => change("min", event.target.value === "0" ? "" : event.target.value),
    });
    slider.value = String(least);
    return element("div", { class: "facet facet-range" },
      element("label", { for: "least-confidence" }, say("置信度不低于")), output, slider);
  }

  function build() {
    const search = element("input", {
      type: "search", id: "search", placeholder: say("查找文字、单位、文件（按 /）"), "aria-label": say("查找"),
      oninput: () => change("q", search.value),
    });
    const order = element("select", { id: "order", "aria-label": say("排序"), onchange: () => change("sort", order.value) },
      Object.entries(audit.ORDERS).map(([key, [words]]) => element("option", { value: key }, say(words))));
    const found = element("p", { class: "found", role: "status" });
    const clear = element("button", {
      type: "button", class: "link", onclick: () => audit.query.go({ view: "findings" }, { replace: true }),
    }, say("清除筛选"));
    const filters = element("div", { class: "facets" });
    const side = element("details", { class: "filter-panel" },
      element("summary", { class: "filter-toggle" }, say("筛选")), filters);
    side.open = matchMedia("(min-width: 900px)").matches;
    const preview = element("aside", { class: "preview", "aria-label": say("选中的问题") });
    list = new audit.VirtualList({ label: say("问题"), drawRow, onSelect: show, onOpen: open, opensOnClick: () => !hasPreview() });
    view.replaceChildren(
      element("h1", { class: "visually-hidden" }, say("问题清单")),
      element("div", { class: "worklist" },
        element("div", { class: "worklist-tools" }, search, order, found, clear),
        side, list.element, preview));
    parts = { search, order, found, clear, filters, preview };
  }

  function drawRow(finding) {
    const document = audit.documents[finding.document];
    const state = audit.decisions.stateOf(finding);
    return [
      element("div", { class: "row-head" }, audit.severityTag(finding.severity),
        element("span", { class: "row-check" }, finding.checkTitle),
        element("span", { class: "row-where faint" }, audit.facts(
          document.issuer || document.path, document.year, say("第 {line} 行", { line: finding.line }))),
        element("span", { class: "row-confidence faint", title: say("置信度") }, audit.percent(finding.confidence)),
        state === "open" ? null : audit.stateTag(state)),
      element("p", { class: "row-message" }, finding.message),
    ];
  }

  async function show(finding) {
    const row = audit.documents[finding.document];
    if (!hasPreview()) return;
    try {
      const content = await audit.loadDocument(row);
      if (list.selected !== finding) return;
      const editing = parts.preview.contains(document.activeElement);
      parts.preview.replaceChildren(
        element("p", { class: "preview-file" },
          element("a", { href: audit.address({ finding: finding.fingerprint }) }, row.title || row.path),
          element("bdi", { class: "faint" }, row.path)),
        audit.card(finding, content.details.get(finding.index), { content }));
      if (editing) list.element.focus();
      else parts.preview.scrollTop = 0;
    } catch (error) {
      parts.preview.replaceChildren(element("p", { class: "notice notice-error" }, error.message));
    }
  }

  function open(finding) {
    audit.query.go({ finding: finding.fingerprint });
  }

  /** The filters with their counts; what had the focus keeps it. */
  function drawFilters(counts) {
    const focused = parts.filters.contains(document.activeElement) ? document.activeElement.id : "";
    parts.filters.replaceChildren(
      ...audit.FACETS.map((facet) => facetBox(facet, counts.get(facet.key))).filter(Boolean), confidenceBox());
    if (focused) document.getElementById(focused)?.focus();
  }

  function draw() {
    const { found, counts } = audit.choose(query);
    if (document.activeElement !== parts.search) parts.search.value = query.q ?? "";
    parts.order.value = query.sort in audit.ORDERS ? query.sort : "severity";
    parts.found.textContent = found.length === audit.findings.length
      ? say("共 {count} 条", { count: audit.count(found.length) })
      : say("{count} 条，共 {all} 条", { count: audit.count(found.length), all: audit.count(audit.findings.length) });
    parts.clear.hidden = Object.keys(query).every((key) => key === "view" || key === "sort");
    drawFilters(counts);
    list.setItems(found, list.selected);
    if (list.index < 0 && found.length) list.select(0);
    if (!found.length) {
      parts.preview.replaceChildren(element("p", { class: "faint" }, say("没有符合条件的问题。")));
    }
  }

  /** After a verdict the row shows it; the list keeps its order until the filters are used again. */
  function refresh() {
    if (!list || view.hidden) return;
    drawFilters(audit.choose(query).counts);
    list.redraw();
    if (list.selected) show(list.selected);
  }

  const selected = (action) => () => list.selected && action(list.selected);

  audit.views ??= {};
  audit.views.findings = {
    element: view,
    show(next) {
      query = next;
      audit.listQuery = next;
      if (!list) build();
      view.hidden = false;
      draw();
    },
    refresh,
    focus: () => list.element.focus(),
    commands: {
      next: () => list.select(list.index + 1),
      previous: () => list.select(Math.max(0, list.index - 1)),
      open: selected(open),
      evidence: selected((finding) => audit.query.go({ finding: finding.fingerprint, evidence: 1 })),
      judge: (verdict) => list.selected && audit.decisions.judge(list.selected, verdict),
      note: () => parts.preview.querySelector("textarea")?.focus(),
      search: () => parts.search.focus(),
    },
  };
})(window.audit);

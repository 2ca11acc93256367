"use strict";

/* A document: its text with the findings marked, beside it the findings, and on demand a second text. */
(function (audit) {
  const { element, say } = audit;
  const view = document.getElementById("view-document");
  const ACTIVE = { f: "active", p: "active", e: "active-evidence", de: "active-difference" };
  let awaited = null;
  let shown = null; // { row, content, findings, elements, text, cards, selected, evidence, beside }

  const listQuery = () => audit.listQuery ?? { view: "findings" };

  /* ---- the findings beside the text ---- */

  function drawCard(finding) {
    const at = shown.findings.indexOf(finding);
    const card = audit.card(finding, shown.content.details.get(finding.index), {
      open: shown.selected === finding,
      number: at + 1,
    });
    card.tabIndex = -1;
    if (shown.selected === finding) card.setAttribute("aria-current", "true");
    card.addEventListener("click", (event) => {
      if (shown.selected !== finding && !event.target.closest("a, button")) go(finding);
    });
    const before = shown.cards.get(finding);
    shown.cards.set(finding, card);
    before?.replaceWith(card);
    return card;
  }

  function cardsPane() {
    const { findings } = shown;
    const button = (words, command) =>
      element("button", { type: "button", class: "step", onclick: () => audit.views.document.commands[command]() }, words);
    const tools = element("div", { class: "cards-tools" },
      element("p", { class: "found", role: "status" }),
      button(say("上一条"), "previous"), button(say("下一条"), "next"),
      element("button", {
        type: "button", class: "step fold", "aria-expanded": "true",
        onclick: (event) => {
          const folded = event.target.closest(".cards").classList.toggle("folded");
          event.target.setAttribute("aria-expanded", String(!folded));
        },
      }, say("收起／展开")));
    return element("aside", { class: "cards", "aria-label": say("本文的问题") }, tools,
      findings.length ? findings.map(drawCard) : element("p", { class: "faint nothing" }, say("本文未见问题。")));
  }

  function select(finding) {
    const before = shown.selected;
    shown.selected = finding;
    for (const name of Object.values(ACTIVE)) {
      for (const one of shown.text.querySelectorAll(`.${name}`)) one.classList.remove(name);
    }
    if (before && before !== finding) drawCard(before);
    const found = view.querySelector(".cards .found");
    found.textContent = finding
      ? say("第 {at} 条，共 {count} 条", { at: shown.findings.indexOf(finding) + 1, count: shown.findings.length })
      : say("共 {count} 条", { count: shown.findings.length });
    if (!finding) return;
    const card = drawCard(finding);
    card.scrollIntoView({ block: "nearest" });
    for (const [id, elements] of shown.elements) {
      const [, kind, index] = /^(f|p|e|de)(\d+)/.exec(id) ?? [];
      if (Number(index) !== finding.index) continue;
      for (const one of elements) one.classList.add(ACTIVE[kind]);
    }
    audit.announce(`${audit.labels.severity[finding.severity]} ${finding.checkTitle}`);
  }

  /* ---- opening, moving and the second text ---- */

  /** Show a document; false when another was asked for in the meantime. */
  async function open(row) {
    awaited = row;
    const content = await audit.loadDocument(row);
    if (awaited !== row) return false;
    const findings = content.findings.map((details) => audit.findings[details.index]);
    shown = { row, content, findings, cards: new Map(), selected: null, beside: null };
    const { element: text, elements } = audit.readText(content, audit.spotsOf(row, content));
    shown.elements = elements;
    shown.text = element("article", { class: "text-pane", tabindex: "0", "aria-label": say("正文") }, text);
    shown.text.addEventListener("click", chooseMark);
    shown.text.addEventListener("scroll", () => requestAnimationFrame(follow), { passive: true });
    view.replaceChildren(audit.documentHead(shown, listQuery()), element("div", { class: "panes" }, shown.text, cardsPane()));
    shown.text.focus({ preventScroll: true });
    document.title = `${row.title || row.path} – ${say("报告审校结果")}`;
    return true;
  }

  /** A click on a mark chooses its finding; again, the next of those that overlap there. */
  function chooseMark(event) {
    const mark = event.target.closest("mark");
    if (!mark || event.target.closest("a")) return;
    const indexes = mark.dataset.findings.split(" ").map(Number);
    const at = indexes.indexOf(shown.selected?.index ?? -1);
    go(audit.findings[indexes[(at + 1) % indexes.length]]);
  }

  /** The cards follow the text while it is scrolled by hand. */
  function follow() {
    if (!shown || !shown.text.matches(":hover")) return;
    const top = shown.text.getBoundingClientRect().top;
    const first = shown.findings.find((finding) =>
      shown.elements.get(`f${finding.index}`)?.[0].getBoundingClientRect().top >= top);
    const card = first && shown.cards.get(first);
    if (card) card.parentElement.scrollTop = card.offsetTop - card.parentElement.querySelector(".cards-tools").offsetHeight - 8;
  }

  const go = (finding) => audit.query.go({ finding: finding.fingerprint }, { replace: true });

  async function openBeside(evidence) {
    const row = audit.documents[evidence.document];
    const content = await audit.loadDocument(row);
    const spots = [{ id: "here", start: evidence.start, end: evidence.end }];
    if (evidence.differences) {
      spots.push(...audit.differingSpots("difference", content.unit(evidence.start), evidence.differences, 1));
    }
    const { element: text, elements } = audit.readText(content, spots);
    closeBeside();
    for (const one of elements.get("here") ?? []) one.classList.add("active-evidence");
    for (const one of elements.get("difference") ?? []) one.classList.add("active-difference");
    shown.beside = element("article", { class: "text-pane beside-pane", tabindex: "0", "aria-label": say("对照的另一处") },
      element("header", { class: "beside-head" },
        element("a", { href: audit.address({ document: row.id }) }, row.title || row.path),
        element("button", {
          type: "button", class: "step", onclick: () => audit.query.go({ finding: shown.selected.fingerprint }),
        }, say("关闭"))),
      text);
    shown.text.after(shown.beside);
    view.querySelector(".panes").classList.add("with-beside");
    audit.flash(elements.get("here"));
  }

  function closeBeside() {
    shown.beside?.remove();
    shown.beside = null;
    view.querySelector(".panes").classList.remove("with-beside");
  }

  async function showEvidence(finding, number, beside) {
    const evidence = shown.content.details.get(finding.index).evidence[number - 1];
    shown.evidence = number;
    if (!evidence || evidence.document === null) {
      audit.flash(shown.elements.get(`f${finding.index}`));
      return;
    }
    if (beside || evidence.document !== shown.row.index) await openBeside(evidence);
    else audit.flash(shown.elements.get(`e${finding.index}.${number}`));
  }

  async function show(query) {
    const finding = audit.byFingerprint.get(query.finding);
    const row = finding ? audit.documents[finding.document] : audit.byId.get(query.document);
    view.hidden = false;
    if (!row) {
      shown = null;
      view.replaceChildren(element("p", { class: "notice" }, say("这里没有这条问题或这份文件：可能已经修改，或审校结果已经更新。")));
      return;
    }
    try {
      if (shown?.row !== row && !(await open(row))) return;
    } catch (error) {
      shown = null;
      view.replaceChildren(element("p", { class: "notice notice-error" }, error.message));
      return;
    }
    await arrive(query, finding);
  }

  async function arrive(query, finding) {
    if (shown.beside && !query.evidence) closeBeside();
    if (finding !== shown.selected || !finding) select(finding ?? null);
    shown.evidence = 0;
    if (!finding) return;
    if (query.evidence) {
      if (query.beside || shown.content.details.get(finding.index).evidence[query.evidence - 1]?.document !== shown.row.index) {
        audit.flash(shown.elements.get(`f${finding.index}`));
      }
      await showEvidence(finding, Number(query.evidence), query.beside);
    } else {
      audit.flash(shown.elements.get(query.place ? `p${finding.index}.${query.place}` : `f${finding.index}`));
    }
  }

  /** The next finding in this document, else the first of the next document that has any. */
  function move(step) {
    if (!shown) return;
    const at = shown.selected ? shown.findings.indexOf(shown.selected) + step : step > 0 ? 0 : shown.findings.length - 1;
    if (shown.findings[at]) {
      go(shown.findings[at]);
      return;
    }
    let other = audit.documents.indexOf(shown.row) + step;
    while (audit.documents[other] && !audit.documents[other].findings.length) other += step;
    const next = audit.documents[other]?.findings.at(step > 0 ? 0 : -1);
    if (next) audit.query.go({ finding: next.fingerprint });
    else audit.announce(say("没有更多问题了。"));
  }

  /** The evidence, one after the other; the facts of reference tables are only shown on the card. */
  function nextEvidence() {
    const finding = shown?.selected;
    if (!finding) return;
    const all = shown.content.details.get(finding.index).evidence;
    for (let step = 1; step <= all.length; step += 1) {
      const at = ((shown.evidence ?? 0) + step - 1) % all.length;
      if (all[at].document === null) continue;
      audit.query.go({ finding: finding.fingerprint, evidence: at + 1 }, { replace: all[at].document === shown.row.index });
      return;
    }
    audit.announce(say("依据是参考资料，已列在问题旁。"));
  }

  audit.views ??= {};
  audit.views.document = {
    element: view,
    show,
    refresh: () => shown?.selected && !view.hidden && drawCard(shown.selected),
    commands: {
      next: () => move(1),
      previous: () => move(-1),
      evidence: nextEvidence,
      judge: (verdict) => shown?.selected && audit.decisions.judge(shown.selected, verdict),
      note: () => view.querySelector(".card-open textarea")?.focus(),
      search: () => audit.query.go(listQuery()),
      back: () => (shown?.beside ? go(shown.selected) : audit.query.go(listQuery())),
    },
  };
})(window.audit);

"use strict";

/* Putting the page together: its tools, which view the address asks for, and the first drawing. */
(function (audit) {
  const { element, say } = audit;

  function theme() {
    const root = document.documentElement;
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    try {
      localStorage.setItem("auditor-theme", next);
    } catch {
      /* The choice then holds for this page only. */
    }
  }

  async function takeFile(event) {
    const [file] = event.target.files;
    if (!file) return;
    const said = document.getElementById("tools-message");
    try {
      said.textContent = say("读入 {count} 条结论。", { count: audit.decisions.take(await file.text()) });
    } catch (error) {
      said.textContent = error instanceof SyntaxError ? say("这不是复核结论文件（decisions.json）。") : error.message;
    }
    event.target.value = "";
  }

  function tools() {
    const reviewer = element("input", {
      id: "reviewer", class: "reviewer", placeholder: say("姓名"), autocomplete: "name",
      onchange: (event) => audit.decisions.setReviewer(event.target.value),
    });
    reviewer.value = audit.decisions.reviewer();
    const button = (words, onclick, attributes = {}) => element("button", { type: "button", onclick, ...attributes }, words);
    const judged = element("span", { class: "count", id: "judged" });
    return [
      element("details", { class: "menu" },
        element("summary", {}, say("复核"), " ", judged),
        element("div", { class: "menu-body" },
          element("label", { for: "reviewer" }, say("复核人")), reviewer,
          button(say("导出 decisions.json"), audit.decisions.exportJson),
          button(say("导出 decisions.csv"), audit.decisions.exportCsv),
          element("label", { class: "file-button" }, say("读入 decisions.json"),
            element("input", { type: "file", accept: ".json,application/json", class: "visually-hidden", onchange: takeFile })),
          element("p", { id: "tools-message", class: "faint", role: "status" }))),
      button(say("明暗"), theme, { "aria-label": say("切换明暗") }),
      button("?", audit.showHelp, { "aria-label": say("按键说明"), "aria-keyshortcuts": "?" }),
    ];
  }

  function progress() {
    const judged = audit.decisions.judged();
    document.getElementById("judged").textContent = judged.length ? String(judged.length) : "";
    const words = judged.length
      ? say("本机已有 {count} 条复核结论。导出后在下次审校时读入，误报和认可的不再计入。", { count: judged.length })
      : "";
    const failed = audit.decisions.storageFailed() ? say("浏览器不允许保存结论：请在关闭本页前导出。") : "";
    document.getElementById("review-progress").replaceChildren(
      ...[words, failed].filter(Boolean).map((text) => element("p", { class: "notice" }, text)));
  }

  function viewFor(query) {
    if (query.finding || query.document) return "document";
    return query.view === "findings" || query.view === "documents" ? query.view : "overview";
  }

  const overview = document.getElementById("view-overview");
  audit.views.overview = { element: overview, show: () => { overview.hidden = false; }, refresh() {}, commands: {
    search: () => audit.query.go({ view: "findings" }),
    next: () => audit.query.go({ view: "findings" }),
  } };

  async function route() {
    const query = audit.query.current();
    const name = viewFor(query);
    const changed = audit.view !== audit.views[name];
    audit.view = audit.views[name];
    for (const view of Object.values(audit.views)) view.element.hidden = view !== audit.view;
    document.body.dataset.view = name;
    for (const tab of document.querySelectorAll(".tabs a")) {
      const current = tab.dataset.view === (name === "document" ? "documents" : name);
      if (current) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (name !== "overview") {
      await audit.loadLists();
      if (audit.view !== audit.views[name]) return;
    }
    if (name !== "document") document.title = say("报告审校结果");
    await audit.view.show(query);
    if (changed) audit.view.focus?.();
  }

  function fail(error) {
    document.getElementById("main").prepend(element("p", { class: "notice notice-error", role: "alert" }, error.message));
  }

  document.getElementById("top-tools").append(...tools());
  document.addEventListener("click", (event) => {
    const menu = document.querySelector(".menu[open]");
    if (menu && !menu.contains(event.target)) menu.open = false;
  });
  audit.decisions.onChange(() => {
    progress();
    audit.view?.refresh();
  });
  window.addEventListener("hashchange", () => route().catch(fail));
  progress();
  route().catch(fail);
})(window.audit);

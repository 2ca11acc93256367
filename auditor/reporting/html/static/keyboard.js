"use strict";

/* The keys, and the page that explains them. */
(function (audit) {
  const { element, say } = audit;

  const KEYS = [
    ["j", "next", "下一条"],
    ["k", "previous", "上一条"],
    ["Enter", "open", "打开所在文件"],
    ["o", "evidence", "看依据（再按看下一处）"],
    ["c", "confirmed", "确认问题"],
    ["f", "false-alarm", "判为误报"],
    ["a", "accepted", "予以认可"],
    ["n", "note", "写复核意见（Esc 结束）"],
    ["/", "search", "查找"],
    ["Esc", "back", "返回"],
    ["?", "help", "按键说明"],
  ];

  const help = element("dialog", { class: "help", "aria-labelledby": "help-title" },
    element("h2", { id: "help-title" }, say("按键说明")),
    element("table", {}, element("tbody", {}, KEYS.map(([key, , words]) =>
      element("tr", {}, element("th", { scope: "row" }, element("kbd", {}, key)), element("td", {}, say(words)))))),
    element("p", { class: "faint" }, say("结论保存在本机浏览器中；导出的 decisions.json 可在下次审校时用 --decisions 读入。")),
    element("form", { method: "dialog" }, element("button", { class: "step" }, say("关闭"))));
  document.body.append(help);

  const editing = (target) => target.closest("input:not([type=checkbox], [type=range]), textarea, select");

  function command(key) {
    if (key === "Escape") return "back";
    return KEYS.find(([own]) => own === key)?.[1];
  }

  function run(name) {
    const commands = audit.view?.commands ?? {};
    if (audit.decisions.VERDICTS.includes(name)) return commands.judge?.(name);
    return commands[name]?.();
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (help.open) return;
    if (editing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
    const name = command(event.key);
    if (!name) return;
    event.preventDefault();
    if (name === "help") help.showModal();
    else run(name);
  });

  audit.showHelp = () => help.showModal();
})(window.audit);

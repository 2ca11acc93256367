"use strict";

/* The head of a document: whose report it is and for which year, and on what that rests. */
(function (audit) {
  const { element, say } = audit;

  const entry = (title, ...words) => element("div", {}, element("dt", {}, title), element("dd", {}, words));

  /** A button for each wording; the same words in several places are shown one after the other. */
  function basis(name, statement, elements) {
    const places = new Map();
    statement.basis.forEach(([, , text], at) => places.set(text, [...(places.get(text) ?? []), at]));
    return [...places].map(([text, numbers]) => {
      let next = 0;
      const show = () => {
        audit.flash(elements.get(`${name}${numbers[next]}`));
        next = (next + 1) % numbers.length;
      };
      return element("button", { type: "button", class: "basis", onclick: show },
        element("q", {}, text), numbers.length > 1 ? ` ×${numbers.length}` : null);
    });
  }

  function statement(name, title, words, { content, elements }) {
    const known = content[name];
    if (!known) return entry(title, element("span", { class: "faint" }, say("未识别出")));
    return entry(title,
      element("strong", {}, words), " ",
      element("span", { class: "tag" }, known.stated ? say("文中写明") : say("推断")), " ",
      element("span", { class: "faint" }, audit.percent(known.confidence)),
      known.basis.length ? [" ", element("span", { class: "faint" }, say("依据")), " ", basis(name, known, elements)] : null);
  }

  function identity(shown) {
    const { row, content } = shown;
    return element("dl", { class: "identity" },
      entry(say("单位"), row.issuer ? element("strong", {}, row.issuer) : element("span", { class: "faint" }, say("未写明单位"))),
      statement("jurisdiction", say("地区"), row.place.join(" › "), shown),
      statement("year", say("年度"), content.year ? say("{year} 年", { year: content.year.value }) : "", shown));
  }

  function unchecked(list) {
    if (!list.length) return null;
    const name = (id) => audit.manifest.checks.find(([check]) => check === id)?.[1] ?? id;
    return element("details", { class: "unchecked" },
      element("summary", {}, say("本文未作的检查 {count} 项", { count: list.length })),
      element("ul", {}, list.map(([check, reason]) => element("li", {}, name(check), "：", element("bdi", {}, reason)))));
  }

  /** `shown` has the document's row, its content, and the elements of its text by spot. */
  audit.documentHead = function (shown, listQuery) {
    const { row, content } = shown;
    const position = audit.documents.indexOf(row);
    const step = (offset, words) => {
      const other = audit.documents[position + offset];
      return other ? element("a", { class: "step", href: audit.address({ document: other.id }) }, words) : null;
    };
    return element("header", { class: "document-head" },
      element("div", { class: "document-line" },
        element("h1", {}, row.title || row.path),
        element("p", { class: "document-path faint" },
          audit.facts(row.path, row.format, say("{count} 字", { count: audit.count(row.characters) }))),
        element("nav", { class: "document-steps", "aria-label": say("前后文件") },
          element("a", { class: "step", href: audit.address(listQuery) }, say("回到清单")),
          step(-1, say("上一份")), step(1, say("下一份")))),
      content.problems.map(([, message]) => element("p", { class: "notice notice-error" }, message)),
      element("details", { class: "identity-box", open: matchMedia("(min-width: 900px)").matches },
        element("summary", {}, say("单位、地区和年度")), identity(shown), unchecked(content.unchecked)));
  };
})(window.audit);

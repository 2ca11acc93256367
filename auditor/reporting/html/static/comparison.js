"use strict";

/* Two passages that are one text, side by side, with what differs marked on both sides. */
(function (audit) {
  const KEPT_AT_ENDS = 24;
  const LONGEST_SAME = 60;

  /** A long stretch without a difference is shortened in the middle (or, at the ends, outwards). */
  function shortened(piece, first, last) {
    if (piece.length <= LONGEST_SAME) return piece;
    const head = first ? "" : piece.slice(0, KEPT_AT_ENDS);
    const tail = last ? "" : piece.slice(-KEPT_AT_ENDS);
    return `${head} … ${tail}`;
  }

  function side(pieces, which, whole) {
    return pieces.map((piece, at) => {
      if (typeof piece === "string") {
        return whole ? piece : shortened(piece, at === 0, at === pieces.length - 1);
      }
      const words = piece[which];
      const name = which === 0 ? "del" : "ins";
      return words ? audit.element(name, {}, words) : audit.element(name, { class: "gap" }, "‸");
    });
  }

  /** `differences` as the data give them: strings that are the same and pairs that are not. */
  audit.comparison = function (differences, leftTitle, rightTitle) {
    const same = differences.every((piece) => typeof piece === "string");
    const table = audit.element("div", { class: "comparison", role: "group", "aria-label": audit.say("两处对照") });
    function draw(whole) {
      table.replaceChildren(
        ...[leftTitle, rightTitle].map((title, which) =>
          audit.element("figure", {},
            audit.element("figcaption", {}, title),
            audit.element("p", { class: "quote" }, side(differences, which, whole)))),
      );
      table.append(audit.element("p", { class: "comparison-note faint" },
        same ? audit.say("两处一字不差。") : audit.say("标出的是两处不同的字。"),
        " ",
        audit.element("button", { type: "button", class: "link", onclick: () => draw(!whole) },
          audit.say(whole ? "只看不同之处" : "看全文"))));
    }
    draw(differences.map((piece) => (typeof piece === "string" ? piece : piece[0])).join("").length < 4 * LONGEST_SAME);
    return table;
  };
})(window.audit);

"use strict";

/* Two passages that are one text, side by side, with what differs marked on both sides. */
(function (audit) {
  const { element, say } = audit;
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
      return words ? element(name, {}, words) : element(name, { class: "gap" }, "‸");
    });
  }

  /** `differences` as the data give them: strings that are the same and pairs that are not. */
  audit.comparison = function (differences, leftTitle, rightTitle) {
    if (differences.every((piece) => typeof piece === "string")) {
      return element("p", { class: "comparison-note faint" }, say("两处一字不差。"));
    }
    const table = element("div", { class: "comparison", role: "group", "aria-label": say("两处对照") });
    const shortens = differences.some((piece) => typeof piece === "string" && piece.length > LONGEST_SAME);
    function draw(whole) {
      table.replaceChildren(
        ...[leftTitle, rightTitle].map((title, which) =>
          element("figure", {},
            element("figcaption", {}, title),
            element("p", { class: "quote" }, side(differences, which, whole)))),
      );
      table.append(element("p", { class: "comparison-note faint" },
        say("标出的是两处不同的字。"), " ",
        shortens && element("button", { type: "button", class: "link", onclick: () => draw(!whole) },
          say(whole ? "只看不同之处" : "看全文"))));
    }
    draw(false);
    return table;
  };
})(window.audit);

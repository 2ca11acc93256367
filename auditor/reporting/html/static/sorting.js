"use strict";

/* Tables marked data-sortable: each heading becomes a button that sorts by its column, and turns the order. */
(function (audit) {
  const { element } = audit;

  function valueOf(row, column) {
    const cell = row.cells[column];
    return "value" in cell.dataset ? Number(cell.dataset.value) : cell.textContent;
  }

  function compare(a, b) {
    return typeof a === "number" ? a - b : a.localeCompare(b, "zh");
  }

  /** Sort by a heading's column: numbers begin with the largest, words with the first. */
  function sort(table, heading) {
    const column = heading.cellIndex;
    const body = table.tBodies[0];
    const first = heading.classList.contains("numeric") ? "descending" : "ascending";
    const turned = first === "descending" ? "ascending" : "descending";
    const order = heading.getAttribute("aria-sort") === first ? turned : first;
    const sign = order === "ascending" ? 1 : -1;
    const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
    rows.sort(([a], [b]) => sign * compare(a, b));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", order);
    body.append(...rows.map(([, row]) => row));
  }

  for (const table of document.querySelectorAll("table[data-sortable]")) {
    for (const heading of table.tHead.querySelectorAll("th")) {
      heading.replaceChildren(element("button", {
        type: "button", class: "sort", onclick: () => sort(table, heading),
      }, heading.textContent));
    }
  }
})(window.audit);

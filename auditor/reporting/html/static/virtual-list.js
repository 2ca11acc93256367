"use strict";

/* A list of any length of which only the rows in sight are drawn.  Rows are equally high (--row-height). */
(function (audit) {
  const BEYOND = 6;
  const MOST_PRINTED = 3000;
  let lists = 0;

  /**
   * `drawRow(item)` gives the contents of a row; `onSelect(item, index)` follows the selection;
   * `onOpen(item)` follows Enter and a double click, or a single one where `opensOnClick()` says so.
   */
  audit.virtualList = function ({ label, drawRow, onSelect, onOpen, opensOnClick = () => false }) {
    const name = `list-${(lists += 1)}`;
    const rows = audit.element("div", { class: "rows", role: "presentation" });
    const element = audit.element(
      "div",
      { class: "virtual-list", role: "listbox", tabindex: "0", "aria-label": label, id: name },
      rows,
    );
    let items = [];
    let selected = -1;
    let drawn = new Map();
    let height = 0;

    function row(index) {
      const line = audit.element(
        "div",
        {
          class: "row",
          role: "option",
          id: `${name}-${index}`,
          "aria-setsize": items.length,
          "aria-posinset": index + 1,
          "aria-selected": String(index === selected),
        },
        drawRow(items[index]),
      );
      line.style.top = `${index * height}px`;
      line.dataset.index = String(index);
      return line;
    }

    function draw(all = false) {
      const first = all ? 0 : Math.max(0, Math.floor(element.scrollTop / height) - BEYOND);
      const inSight = Math.ceil(element.clientHeight / height) + 2 * BEYOND;
      const last = Math.min(items.length, all ? MOST_PRINTED : first + inSight);
      const next = new Map();
      for (let index = first; index < last; index += 1) next.set(index, drawn.get(index) ?? row(index));
      for (const [index, line] of drawn) if (!next.has(index)) line.remove();
      for (const line of next.values()) if (!line.isConnected) rows.append(line);
      drawn = next;
    }

    function measure() {
      height = parseFloat(getComputedStyle(element).getPropertyValue("--row-height")) || 72;
      rows.style.height = `${items.length * height}px`;
    }

    function redraw() {
      for (const line of drawn.values()) line.remove();
      drawn = new Map();
      measure();
      draw();
    }

    function select(index, { scroll = true } = {}) {
      const before = drawn.get(selected);
      selected = Math.max(-1, Math.min(items.length - 1, index));
      before?.setAttribute("aria-selected", "false");
      if (selected < 0) {
        element.removeAttribute("aria-activedescendant");
        return;
      }
      if (scroll) bringIntoSight(selected);
      draw();
      drawn.get(selected)?.setAttribute("aria-selected", "true");
      element.setAttribute("aria-activedescendant", `${name}-${selected}`);
      onSelect?.(items[selected], selected);
    }

    function bringIntoSight(index) {
      const top = index * height;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + height > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + height - element.clientHeight;
      }
    }

    const indexOf = (event) => {
      const line = event.target.closest(".row");
      return line ? Number(line.dataset.index) : -1;
    };
    element.addEventListener("scroll", () => draw(), { passive: true });
    element.addEventListener("click", (event) => {
      const index = indexOf(event);
      if (index < 0) return;
      select(index, { scroll: false });
      if (opensOnClick()) onOpen?.(items[index]);
    });
    element.addEventListener("dblclick", (event) => {
      const index = indexOf(event);
      if (index >= 0) onOpen?.(items[index]);
    });
    element.addEventListener("keydown", (event) => {
      const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
      if (event.key in steps) select(Math.min(items.length - 1, Math.max(0, selected + steps[event.key])));
      else if (event.key === "Enter" && selected >= 0) onOpen?.(items[selected]);
      else return;
      event.preventDefault();
    });
    new ResizeObserver(() => items.length && redraw()).observe(element);
    window.addEventListener("beforeprint", () => draw(true));
    window.addEventListener("afterprint", () => draw());

    return {
      element,
      redraw,
      select,
      selected: () => items[selected],
      index: () => selected,
      items: () => items,
      setItems(next, keep) {
        items = next;
        selected = keep === undefined ? -1 : items.indexOf(keep);
        if (selected < 0) element.scrollTop = 0;
        redraw();
        if (selected >= 0) select(selected);
        else element.removeAttribute("aria-activedescendant");
      },
    };
  };
})(window.audit);

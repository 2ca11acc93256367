"use strict";

/* A list of any length of which only the rows in sight are drawn.  Rows are equally high (--row-height). */
(function (audit) {
  const BEYOND = 6; // rows drawn above and below what is in sight
  const MOST_PRINTED = 3000;
  const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
  let lists = 0;

  audit.VirtualList = class {
    /**
     * `drawRow(item)` gives the contents of a row; `onSelect(item)` follows the selection; `onOpen(item)`
     * follows Enter and a double click, or a single one where `opensOnClick()` says so.
     */
    constructor({ label, drawRow, onSelect, onOpen, opensOnClick = () => false }) {
      Object.assign(this, { drawRow, onSelect, onOpen, opensOnClick });
      this.name = `list-${(lists += 1)}`;
      this.items = [];
      this.index = -1;
      this.drawn = new Map();
      this.height = 0;
      this.rows = audit.element("div", { class: "rows", role: "presentation" });
      this.element = audit.element(
        "div",
        { class: "virtual-list", role: "listbox", tabindex: "0", "aria-label": label, id: this.name },
        this.rows,
      );
      this.listen();
    }

    get selected() {
      return this.items[this.index];
    }

    listen() {
      const { element } = this;
      element.addEventListener("scroll", () => this.draw(), { passive: true });
      element.addEventListener("click", (event) => this.clicked(event));
      element.addEventListener("dblclick", (event) => {
        if (event.target.closest(".row")) this.open();
      });
      element.addEventListener("keydown", (event) => this.pressed(event));
      new ResizeObserver(() => this.items.length && this.redraw()).observe(element);
      window.addEventListener("beforeprint", () => this.draw({ all: true }));
      window.addEventListener("afterprint", () => this.draw());
    }

    clicked(event) {
      const row = event.target.closest(".row");
      if (!row) return;
      this.select(Number(row.dataset.index), { scroll: false });
      if (this.opensOnClick()) this.open();
    }

    pressed(event) {
      if (event.key in STEPS) {
        const last = this.items.length - 1;
        this.select(Math.min(last, Math.max(0, this.index + STEPS[event.key])));
      } else if (event.key === "Enter") {
        this.open();
      } else {
        return;
      }
      event.preventDefault();
    }

    open() {
      if (this.selected) this.onOpen?.(this.selected);
    }

    /** Show other items; `keep` stays selected when it is among them. */
    setItems(items, keep) {
      this.items = items;
      this.index = keep === undefined ? -1 : items.indexOf(keep);
      if (this.index < 0) this.element.scrollTop = 0;
      this.redraw();
      if (this.index >= 0) this.select(this.index);
      else this.element.removeAttribute("aria-activedescendant");
    }

    /** Draw every row in sight anew: what they show has changed, or their height. */
    redraw() {
      for (const row of this.drawn.values()) row.remove();
      this.drawn = new Map();
      this.height = parseFloat(getComputedStyle(this.element).getPropertyValue("--row-height"));
      this.rows.style.height = `${this.items.length * this.height}px`;
      this.draw();
    }

    draw({ all = false } = {}) {
      const { element, height, items } = this;
      const first = all ? 0 : Math.max(0, Math.floor(element.scrollTop / height) - BEYOND);
      const inSight = Math.ceil(element.clientHeight / height) + 2 * BEYOND;
      const last = Math.min(items.length, all ? MOST_PRINTED : first + inSight);
      const next = new Map();
      for (let index = first; index < last; index += 1) {
        next.set(index, this.drawn.get(index) ?? this.row(index));
      }
      for (const [index, row] of this.drawn) if (!next.has(index)) row.remove();
      for (const row of next.values()) if (!row.isConnected) this.rows.append(row);
      this.drawn = next;
    }

    row(index) {
      const row = audit.element(
        "div",
        {
          class: "row",
          role: "option",
          id: `${this.name}-${index}`,
          "aria-setsize": this.items.length,
          "aria-posinset": index + 1,
          "aria-selected": String(index === this.index),
        },
        this.drawRow(this.items[index]),
      );
      row.style.top = `${index * this.height}px`;
      row.dataset.index = String(index);
      return row;
    }

    select(index, { scroll = true } = {}) {
      this.drawn.get(this.index)?.setAttribute("aria-selected", "false");
      this.index = Math.max(-1, Math.min(this.items.length - 1, index));
      if (this.index < 0) {
        this.element.removeAttribute("aria-activedescendant");
        return;
      }
      if (scroll) this.bringIntoSight();
      this.draw();
      this.drawn.get(this.index)?.setAttribute("aria-selected", "true");
      this.element.setAttribute("aria-activedescendant", `${this.name}-${this.index}`);
      this.onSelect?.(this.selected);
    }

    bringIntoSight() {
      const { element, height } = this;
      const top = this.index * height;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + height > element.scrollTop + element.clientHeight) {
        element.scrollTop = top + height - element.clientHeight;
      }
    }
  };
})(window.audit);

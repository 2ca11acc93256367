"use strict";

/*
 * A document's text as elements.  Spots are the stretches that something refers to: findings, their further
 * places, their evidence, the words that an identity rests on.  They may overlap; the text is cut at every
 * edge, and each piece knows the spots that it belongs to.
 */
(function (audit) {
  const { element, say } = audit;
  const RANK = { error: 3, warning: 2, note: 1 };
  const LONG = 200_000;
  const NUMBER = /^[\s\d.,%％+＋\-−－()（）—]+$/;

  /** The spots of a document's own findings and identity; offsets in code points. */
  audit.spotsOf = function (row, content) {
    const spots = [];
    content.findings.forEach((details, at) => {
      const finding = audit.findings[details.index];
      const common = { severity: finding.severity, number: at + 1, finding };
      spots.push({ id: `f${details.index}`, start: details.start, end: details.end, ...common });
      details.places.forEach(([start, end], place) => {
        spots.push({ id: `p${details.index}.${place + 1}`, start, end, ...common });
      });
      details.evidence.forEach((evidence, number) => {
        const id = `e${details.index}.${number + 1}`;
        if (evidence.differences) {
          spots.push(...audit.differingSpots(`d${id}.l`, content.unit(details.start), evidence.differences, 0));
        }
        if (evidence.document !== row.index) return;
        spots.push({ id, start: evidence.start, end: evidence.end });
        if (evidence.differences) {
          spots.push(...audit.differingSpots(`d${id}.r`, content.unit(evidence.start), evidence.differences, 1));
        }
      });
    });
    for (const name of ["jurisdiction", "year"]) {
      content[name]?.basis.forEach(([start, end], at) => spots.push({ id: `${name}${at}`, start, end }));
    }
    return spots;
  };

  /**
   * The stretches in which one side of a comparison (0 left, 1 right) differs from the other, in UTF-16
   * units from where that side begins; they share the id.
   */
  audit.differingSpots = function (id, begin, differences, which) {
    const spots = [];
    let at = begin;
    for (const piece of differences) {
      const words = typeof piece === "string" ? piece : piece[which];
      if (typeof piece !== "string") spots.push({ id, start: at, end: at + words.length, inUnits: true });
      at += words.length;
    }
    return spots;
  };

  function inUnits(content, spots) {
    const parts = content.parts.map(([start, end, part]) => ({ start, end, part }));
    return [...parts, ...spots]
      .filter((spot) => spot.end > spot.start)
      .map((spot) => (spot.inUnits ? spot : { ...spot, start: content.unit(spot.start), end: content.unit(spot.end) }))
      .sort((a, b) => a.start - b.start || b.end - a.end);
  }

  function number(spot) {
    return element("a", {
      class: `mark-number mark-number-${spot.severity}`,
      href: audit.address({ finding: spot.finding.fingerprint }),
      "aria-label": say("第 {number} 条：{check}", { number: spot.number, check: spot.finding.checkTitle }),
    }, String(spot.number));
  }

  function piece(words, covering, elements) {
    const findings = covering.filter((spot) => spot.finding);
    const referred = covering.filter((spot) => spot.id);
    const parts = covering.filter((spot) => spot.part).map((spot) => `part-${spot.part}`);
    if (!referred.length && !parts.length) return words;
    const gravest = findings.reduce((worst, spot) => (RANK[spot.severity] > (RANK[worst] ?? 0) ? spot.severity : worst), "");
    const marked = element(findings.length ? "mark" : "span", {
      class: [findings.length ? `mark mark-${gravest}` : "", ...parts].join(" ").trim() || null,
    }, words);
    if (findings.length) marked.dataset.findings = [...new Set(findings.map((spot) => spot.finding.index))].join(" ");
    for (const spot of referred) {
      if (!elements.has(spot.id)) elements.set(spot.id, []);
      elements.get(spot.id).push(marked);
    }
    return marked;
  }

  /** Gives the spots that overlap a stretch; must be asked for stretches in the order of the text. */
  function sweep(spots) {
    let open = [];
    let next = 0;
    return function overlapping(start, end) {
      while (next < spots.length && spots[next].start < end) open.push(spots[next++]);
      open = open.filter((spot) => spot.end > start);
      return open.filter((spot) => spot.start < end);
    };
  }

  /** The text between two offsets (units) as nodes, cut at the edges of the spots in it. */
  function pieces(text, start, end, inside, elements) {
    const edges = new Set([start, end]);
    for (const spot of inside) {
      edges.add(Math.max(start, spot.start));
      edges.add(Math.min(end, spot.end));
    }
    const ordered = [...edges].sort((a, b) => a - b);
    const nodes = [];
    for (let at = 0; at + 1 < ordered.length; at += 1) {
      const [from, to] = [ordered[at], ordered[at + 1]];
      const covering = inside.filter((spot) => spot.start < to && spot.end > from);
      nodes.push(...covering.filter((spot) => spot.finding && spot.start === from).map(number));
      nodes.push(piece(text.slice(from, to), covering, elements));
    }
    return nodes;
  }

  function blockClass(start, end, kind, inside) {
    const whole = inside.find((spot) => spot.part && spot.start <= start + 1 && spot.end >= end - 1);
    return ["block", `block-${kind}`, whole ? `whole-${whole.part}` : ""].join(" ").trim();
  }

  function tableCell([, , , rowSpan, columnSpan, header]) {
    return element(header ? "th" : "td", {
      rowspan: rowSpan > 1 ? rowSpan : null,
      colspan: columnSpan > 1 ? columnSpan : null,
      scope: header ? "col" : null,
    });
  }

  /** Cells by row and column; the blocks of one cell (its paragraphs) are put together. */
  function grid(cells) {
    const rows = [];
    const taken = new Set();
    for (const { where, node } of cells) {
      const [, row, column, rowSpan, columnSpan] = where;
      rows[row] ??= [];
      if (!rows[row][column]) {
        rows[row][column] = tableCell(where);
        for (let down = 0; down < rowSpan; down += 1) {
          for (let right = 0; right < columnSpan; right += 1) taken.add(`${row + down} ${column + right}`);
        }
      }
      rows[row][column].append(node);
      if (NUMBER.test(node.textContent)) rows[row][column].classList.add("number");
    }
    return { rows, taken };
  }

  /** The table of its cells; a cell without text has no block, so empty ones are put in. */
  function table(cells) {
    const { rows, taken } = grid(cells);
    const width = Math.max(...cells.map(({ where: [, , column, , columnSpan] }) => column + columnSpan));
    const lines = Array.from(rows, (row, at) => {
      const line = element("tr");
      for (let column = 0; column < width; column += 1) {
        if (row?.[column]) line.append(row[column]);
        else if (!taken.has(`${at} ${column}`)) line.append(element("td"));
      }
      return line;
    });
    return element("div", { class: "scroll-x", tabindex: "0", role: "group", "aria-label": say("表格") },
      element("table", { class: "document-table" }, element("tbody", {}, lines)));
  }

  /** Blocks, and what stands between them where it is not blank or something refers to it. */
  function stretches(content, spots) {
    const overlapping = sweep(spots.filter((spot) => spot.id));
    const found = [];
    let from = 0;
    const between = (to) => {
      if (to <= from) return;
      const blank = !content.text.slice(from, to).trim();
      if (blank && !overlapping(from, to).length) return;
      found.push({ start: from, end: to, kind: blank ? "blank" : "paragraph", where: null });
    };
    const blocks = content.blocks
      .map(([start, end, kind, level, where]) => ({ start: content.unit(start), end: content.unit(end), kind, level, where }))
      .sort((a, b) => a.start - b.start);
    for (const block of blocks) {
      between(block.start);
      found.push(block);
      from = Math.max(from, block.end);
    }
    between(content.text.length);
    return found;
  }

  /** The text with its spots: the element, and for each spot's id the elements that show it. */
  audit.readText = function (content, givenSpots) {
    const spots = inUnits(content, givenSpots);
    const elements = new Map();
    const drawn = [];
    let cells = [];
    const finishTable = () => {
      if (cells.length) drawn.push(table(cells));
      cells = [];
    };
    const overlapping = sweep(spots);
    for (const { start, end, kind, level, where } of stretches(content, spots)) {
      const inside = overlapping(start, end);
      const nodes = pieces(content.text, start, end, inside, elements);
      if (where) {
        if (cells.length && cells[0].where[0] !== where[0]) finishTable();
        cells.push({ where, node: element("div", {}, nodes) });
        continue;
      }
      if (kind !== "blank") finishTable();
      const classes = blockClass(start, end, kind, inside) + (level ? ` level-${Math.min(level, 4)}` : "");
      (cells.length ? cells[cells.length - 1].node : { append: (node) => drawn.push(node) })
        .append(element("p", { class: classes }, nodes));
    }
    finishTable();
    const long = content.text.length > LONG ? " long" : "";
    return { element: element("div", { class: `document-text${long}`, lang: "zh-CN" }, drawn), elements };
  };

  /** Bring a spot into sight and make it stand out for a moment. */
  audit.flash = function (elements) {
    if (!elements?.length) return;
    const quietly = matchMedia("(prefers-reduced-motion: reduce)").matches;
    elements[0].scrollIntoView({ block: "center", behavior: quietly ? "auto" : "smooth" });
    for (const one of elements) {
      one.classList.remove("flash");
      void one.offsetWidth; // lets the animation begin anew
      one.classList.add("flash");
    }
  };
})(window.audit);

"use strict";

/* Making elements.  Words get into the page as text nodes only; nothing here takes HTML. */
(function (audit) {
  const SVG = "http://www.w3.org/2000/svg";
  // Controls that turn or hide the words around them; they are shown by name in place of their effect.
  const INVISIBLE =
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

  function named(control) {
    const code = control.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    const shown = document.createElement("span");
    shown.className = "control";
    shown.title = audit.say("不可见字符");
    shown.textContent = `U+${code}`;
    return shown;
  }

  /** Words of a document as nodes: text, with invisible controls shown by name. */
  audit.words = function (text) {
    const nodes = [];
    let from = 0;
    for (const match of text.matchAll(INVISIBLE)) {
      if (match.index > from) nodes.push(text.slice(from, match.index));
      nodes.push(named(match[0]));
      from = match.index + match[0].length;
    }
    if (from < text.length) nodes.push(text.slice(from));
    return nodes;
  };

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value === true ? "" : String(value));
    }
    for (const child of children.flat(Infinity)) {
      if (child === null || child === undefined || child === false) continue;
      if (child instanceof Node) element.append(child);
      else element.append(...audit.words(String(child)));
    }
    return element;
  }

  /** An element with attributes (`onclick: f` adds a listener) and children (nodes, strings, lists of them). */
  audit.element = (name, attributes = {}, ...children) =>
    fill(document.createElement(name), attributes, children);

  audit.drawing = (name, attributes = {}, ...children) =>
    fill(document.createElementNS(SVG, name), attributes, children);

  /** Short facts in a row; empty ones are left out. */
  audit.facts = (...facts) =>
    facts.filter((fact) => fact || fact === 0).map((fact) => audit.element("bdi", { class: "fact-item" }, fact));

  audit.severityTag = (severity) =>
    audit.element("span", { class: `severity severity-${severity}` }, audit.labels.severity[severity]);

  audit.stateTag = (state) =>
    audit.element("span", { class: `state state-${state}` }, audit.labels.state[state]);

  /** Say something to readers of the screen and, where it matters, of the page. */
  audit.announce = function (words) {
    document.getElementById("status").textContent = words;
  };

  /** An address within the page. */
  audit.address = (values) => `#${new URLSearchParams(values)}`;
})(window.audit);

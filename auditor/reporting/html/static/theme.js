"use strict";

/* Light or dark is set before anything is drawn: the reader's choice, else the system's. */
(function () {
  let chosen = null;
  try {
    chosen = localStorage.getItem("auditor-theme");
  } catch {
    /* Storage may be closed to pages opened from disk; the system's choice serves. */
  }
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.theme = chosen === "dark" || chosen === "light" ? chosen : system;
})();

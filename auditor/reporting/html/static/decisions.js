"use strict";

/* The reviewer's verdicts: kept in the browser under the audit's address, exported as files. */
(function (audit) {
  const SCHEMA = "auditor-decisions/1";
  const VERDICTS = ["confirmed", "false-alarm", "accepted"];
  const KEY = `${SCHEMA} ${location.pathname}`;
  const REVIEWER_KEY = "auditor-reviewer";
  const listeners = [];
  let kept = new Map();
  let reviewer = "";
  let storageFailed = false;

  function read() {
    try {
      reviewer = localStorage.getItem(REVIEWER_KEY) ?? "";
      kept = new Map(JSON.parse(localStorage.getItem(KEY) ?? "[]").map((entry) => [entry.fingerprint, entry]));
    } catch {
      storageFailed = true;
    }
  }

  function write() {
    try {
      localStorage.setItem(REVIEWER_KEY, reviewer);
      localStorage.setItem(KEY, JSON.stringify([...kept.values()]));
      storageFailed = false;
    } catch {
      storageFailed = true;
    }
    for (const listener of listeners) listener();
  }

  function entryFor(finding) {
    const earlier = kept.get(finding.fingerprint);
    return {
      fingerprint: finding.fingerprint,
      verdict: earlier?.verdict ?? "",
      comment: earlier?.comment ?? "",
      reviewer,
      decided: new Date().toISOString(),
      check: finding.checkId,
      document: audit.documents[finding.document].path,
      text: finding.text,
    };
  }

  /** Give a verdict; the same verdict again takes it back. */
  function judge(finding, verdict) {
    const entry = entryFor(finding);
    entry.verdict = entry.verdict === verdict ? "" : verdict;
    keep(entry);
  }

  function comment(finding, words) {
    const entry = entryFor(finding);
    entry.comment = words.trim();
    keep(entry);
  }

  function keep(entry) {
    if (entry.verdict || entry.comment) kept.set(entry.fingerprint, entry);
    else kept.delete(entry.fingerprint);
    write();
  }

  /** What holds for a finding now: the verdict given here, else what the run was told. */
  function stateOf(finding) {
    return kept.get(finding.fingerprint)?.verdict || finding.state;
  }

  function judged() {
    return [...kept.values()].filter((entry) => entry.verdict);
  }

  /** For a file: verdicts given before the reviewer wrote a name get the name that there is now. */
  function signed() {
    return judged().map((entry) => ({ ...entry, reviewer: entry.reviewer || reviewer }));
  }

  function asJson() {
    return `${JSON.stringify({ schema: SCHEMA, decisions: signed() }, null, 1)}\n`;
  }

  /* A spreadsheet must not take words of a report for a formula. */
  function cell(value) {
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return `"${text.replaceAll('"', '""')}"`;
  }

  function asCsv() {
    const columns = ["fingerprint", "verdict", "reviewer", "comment", "decided", "check", "document", "text"];
    const lines = signed().map((entry) => columns.map((column) => cell(entry[column])).join(","));
    return `\ufeff${[columns.join(","), ...lines].join("\r\n")}\r\n`;
  }

  function download(name, type, content) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = audit.element("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  /** Take over decisions from an exported file; later ones win.  Returns how many; throws for another file. */
  function take(text) {
    const content = JSON.parse(text);
    if (content?.schema !== SCHEMA || !Array.isArray(content.decisions)) {
      throw new Error(audit.say("这不是复核结论文件（decisions.json）。"));
    }
    let taken = 0;
    for (const given of content.decisions) {
      if (typeof given.fingerprint !== "string" || !VERDICTS.includes(given.verdict)) continue;
      const entry = { fingerprint: given.fingerprint, verdict: given.verdict };
      for (const field of ["reviewer", "comment", "decided", "check", "document", "text"]) {
        entry[field] = String(given[field] ?? "");
      }
      const earlier = kept.get(entry.fingerprint);
      if (earlier && earlier.decided > entry.decided) continue;
      kept.set(entry.fingerprint, entry);
      taken += 1;
    }
    write();
    return taken;
  }

  read();
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY && event.key !== REVIEWER_KEY) return;
    read();
    for (const listener of listeners) listener();
  });

  audit.decisions = {
    VERDICTS,
    judge,
    comment,
    stateOf,
    judged,
    take,
    of: (finding) => kept.get(finding.fingerprint),
    onChange: (listener) => listeners.push(listener),
    storageFailed: () => storageFailed,
    reviewer: () => reviewer,
    setReviewer(name) {
      reviewer = name.trim();
      write();
    },
    exportJson: () => download("decisions.json", "application/json", asJson()),
    exportCsv: () => download("decisions.csv", "text/csv", asCsv()),
  };
})(window.audit);

"use strict";

/* The data scripts: loading them on demand and giving their rows names. */
(function (audit) {
  const DOCUMENT = [
    "id", "path", "title", "issuer", "place", "year", "format", "status", "characters",
    "unchecked", "script",
  ];
  const FINDING = [
    "fingerprint", "check", "severity", "confidence", "document", "line", "text", "message", "state", "known",
    "group",
  ];
  const { folder, lists, checks } = audit.manifest;
  const arrived = new Map();
  const asked = new Map();

  /** Called by the data scripts. */
  audit.receive = function (kind, key, content) {
    arrived.set(`${kind} ${key}`, content);
  };

  /** Run a data script; the same promise for everyone who asks. */
  function run(address) {
    if (!asked.has(address)) {
      asked.set(address, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${folder}/${address}`;
        script.onload = () => {
          script.remove();
          resolve();
        };
        script.onerror = () => {
          asked.delete(address);
          script.remove();
          reject(new Error(audit.say("读取不到数据：审校结果可能已经更新，请重新打开本页。")));
        };
        document.head.append(script);
      }));
    }
    return asked.get(address);
  }

  async function list(kind) {
    const numbers = Array.from({ length: lists[kind] }, (_, index) => index + 1);
    await Promise.all(numbers.map((number) => run(`lists/${kind}-${number}.js`)));
    return numbers.flatMap((number) => take(kind, number));
  }

  function take(kind, key) {
    const content = arrived.get(`${kind} ${key}`);
    arrived.delete(`${kind} ${key}`);
    return content;
  }

  function rows(fields, values) {
    return values.map((row, index) => {
      const named = { index };
      fields.forEach((field, column) => { named[field] = row[column]; });
      return named;
    });
  }

  async function loadLists() {
    const [documents, findings] = await Promise.all([list("documents"), list("findings")]);
    audit.documents = rows(DOCUMENT, documents);
    audit.findings = rows(FINDING, findings);
    audit.byFingerprint = new Map(audit.findings.map((finding) => [finding.fingerprint, finding]));
    audit.byId = new Map(audit.documents.map((document) => [document.id, document]));
    for (const document of audit.documents) document.findings = [];
    for (const finding of audit.findings) {
      const [id, title, family, familyTitle] = checks[finding.check];
      Object.assign(finding, { checkId: id, checkTitle: title, family, familyTitle });
      audit.documents[finding.document].findings.push(finding);
    }
  }

  let listsLoaded = null;

  /** Resolves when `audit.documents` and `audit.findings` are there. */
  audit.loadLists = () => (listsLoaded ??= loadLists());

  async function inflate(packed) {
    const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  }

  const contents = new Map();
  const KEPT = 12;

  /** A document's text, blocks and the details of its findings; the last few are kept. */
  audit.loadDocument = function (row) {
    const found = contents.get(row.id);
    contents.delete(row.id);
    const promise = found ?? read(row);
    promise.catch(() => contents.delete(row.id));
    contents.set(row.id, promise);
    while (contents.size > KEPT) contents.delete(contents.keys().next().value);
    return promise;
  };

  /** The packed text stays in `arrived`: its script is run once, for all the documents in it. */
  async function read(row) {
    await run(`texts/texts-${row.script}.js`);
    return withUnits(await inflate(arrived.get(`document ${row.id}`)));
  }

  /**
   * Offsets in the data are code points, JavaScript counts UTF-16 units: `unit(offset)` converts.
   * They are the same but for texts with characters beyond the basic plane, listed in `astral`.
   */
  function withUnits(content) {
    const { astral } = content;
    content.unit = function (offset) {
      let low = 0;
      let high = astral.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (astral[middle] < offset) low = middle + 1;
        else high = middle;
      }
      return offset + low;
    };
    content.slice = (start, end) => content.text.slice(content.unit(start), content.unit(end));
    content.details = new Map(content.findings.map((details) => [details.index, details]));
    return content;
  }
})(window.audit);

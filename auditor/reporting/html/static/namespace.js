"use strict";

/*
 * The one global name of the page.  The files of this folder are plain scripts, because pages opened from
 * disk may not load modules; each adds one part to `audit` and uses the parts of the files before it.
 */
window.audit = { manifest: JSON.parse(document.getElementById("manifest").textContent) };

"use strict";

/* The address after # says what is shown, so that every view, filter and finding can be linked to. */
(function (audit) {
  /** The values in the address, as a plain object of strings. */
  function current() {
    return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  }

  /** Go to another address within the page; `replace` leaves no step to go back to. */
  function go(values, { replace = false } = {}) {
    const address = audit.address(values);
    if (address === location.hash) return;
    if (replace) {
      history.replaceState(null, "", address);
      window.dispatchEvent(new HashChangeEvent("hashchange"));
    } else {
      location.hash = address;
    }
  }

  /** Several values of one name stand in the address separated by commas, each encoded. */
  const list = (value) => (value ? value.split(",").map(decodeURIComponent) : []);
  const joined = (values) => values.map(encodeURIComponent).join(",");

  audit.query = { current, go, list, joined };
})(window.audit);

"""The HTML audit: `index.html` and a folder beside it, plain files that open from disk without a server.

The overview is written into the page; the list of findings and the documents are drawn by the scripts
in `static/` from the data scripts (see `data`).  Nothing is loaded from any network, and the page's
Content-Security-Policy holds it to that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

import jinja2
import markupsafe
import msgspec

from auditor import language
from auditor.model import Result
from auditor.reporting import labels
from auditor.reporting.counts import SEVERITIES
from auditor.reporting.files import remove_older_folders, write_file, write_folder_named_by_content
from auditor.reporting.html import data
from auditor.reporting.html.invisible import INVISIBLE, named
from auditor.reporting.html.overview import overview_of
from auditor.reporting.html.sharing import sharing_of
from auditor.reporting.html.sharing_matrix import document_link, matrix_of, name_of

FOLDER_PREFIX: Final = "audit-"

SCRIPTS: Final = (
    "namespace.js",
    "words.js",
    "elements.js",
    "store.js",
    "decisions.js",
    "query.js",
    "filters.js",
    "virtual-list.js",
    "comparison.js",
    "card.js",
    "worklist.js",
    "documents.js",
    "reader.js",
    "document-head.js",
    "document-view.js",
    "keyboard.js",
    "sorting.js",
    "main.js",
)
"""The page's scripts in the order in which they need each other."""

STYLES: Final = ("base.css", "overview.css", "sharing.css", "worklist.css", "document.css", "print.css")

_PACKAGE: Final = "auditor.reporting.html"


def write(result: Result, directory: Path) -> None:
    """Write the HTML audit of a result to `directory`.

    Data and scripts go to a new folder first and `index.html` is put in place last, so that a killed
    run leaves the previous audit whole.  Raises LookupError when the run kept no texts.
    """
    lists = {
        "documents": list(data.list_scripts("documents", data.document_rows(result))),
        "findings": list(data.list_scripts("findings", data.finding_rows(result))),
    }
    folder = write_folder_named_by_content(directory, FOLDER_PREFIX, _files(result, lists))
    write_file(directory / "index.html", _page(result, folder, lists).encode("utf-8"))
    remove_older_folders(directory, FOLDER_PREFIX, folder)


Lists = dict[str, list[tuple[str, bytes]]]


def _files(result: Result, lists: Lists) -> Iterator[tuple[str, bytes]]:
    static = resources.files(_PACKAGE) / "static"
    for name in ("theme.js", *SCRIPTS, *STYLES):
        yield name, (static / name).read_bytes()
    for scripts in lists.values():
        for name, content in scripts:
            yield f"lists/{name}", content
    for name, content in data.text_scripts(result):
        yield f"texts/{name}", content


def _page(result: Result, folder: str, lists: Lists) -> str:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(_PACKAGE),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(say=language.say, name_of=name_of, document_link=document_link)
    environment.filters.update(number="{:,}".format, words=_words)
    sharing = sharing_of(result.documents, result.findings)
    return environment.get_template("index.html").render(
        language={"zh": "zh-CN", "en": "en"}[language.current()],
        folder=folder,
        styles=STYLES,
        scripts=SCRIPTS,
        overview=overview_of(result),
        sharing=sharing,
        matrix=matrix_of(sharing),
        severities=[(severity, labels.severity(severity)) for severity in SEVERITIES],
        tool=result.content.tool,
        started=result.run.started[:19].replace("T", " "),
        stale=[(labels.state(entry.decision.verdict), entry) for entry in result.content.stale_decisions],
        manifest=_embedded(_manifest(result, folder, lists)),
    )


def _words(text: str) -> markupsafe.Markup:
    """Words of a document, set apart from the writing direction around them, with controls shown by name."""
    escaped = INVISIBLE.sub(
        lambda control: f'<span class="control">{named(control)}</span>', str(markupsafe.escape(text))
    )
    return markupsafe.Markup(f"<bdi>{escaped}</bdi>")


def _manifest(result: Result, folder: str, lists: Lists) -> dict[str, Any]:
    """What the scripts must know before any data script is loaded."""
    return {
        "folder": folder,
        "language": language.current(),
        "translations": _translations(),
        "labels": labels.every_label(),
        "checks": [
            (check.id, labels.check(check), check.family, labels.family(check.family))
            for check in result.checks
        ],
        "lists": {kind: len(scripts) for kind, scripts in lists.items()},
        "documents": len(result.documents),
        "findings": len(result.findings),
    }


def _translations() -> dict[str, str]:
    """The translations of this room's words, which the scripts address people with."""
    if language.current() == "zh":
        return {}
    file = resources.files("auditor") / "translations" / f"reporting.{language.current()}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _embedded(value: object) -> markupsafe.Markup:
    """JSON that may stand in a script element: nothing in it can end the element or open a comment."""
    encoded = msgspec.json.encode(value).decode("utf-8")
    for character in "<>&\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return markupsafe.Markup(encoded)

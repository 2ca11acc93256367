"""The language in which people are addressed: Chinese templates and their translations.

A message is a Chinese template with named fields (`“{quote}”不属于{jurisdiction}`).  The English text
of the same template stands in `auditor/translations/<room or family>.en.toml`, keyed by the Chinese one.  The
language is a setting of the process, as with gettext; workers are told it when they start.
"""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import Final

LANGUAGES: Final = ("zh", "en")

_current = "zh"


def use(language: str) -> None:
    """Address people in `language` from now on.

    Raises ValueError for a language without a catalogue.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for language {language!r}; known: {', '.join(LANGUAGES)}")
    global _current
    _current = language


def current() -> str:
    return _current


@functools.cache
def catalogue(language: str) -> dict[str, str]:
    """Template → translation for a language; empty for Chinese, the language of the templates."""
    if language == "zh":
        return {}
    folder = resources.files("auditor") / "translations"
    translations: dict[str, str] = {}
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(f".{language}.toml"):
            translations.update(tomllib.loads(file.read_text("utf-8")))
    return translations


def translated(words: str) -> str:
    """Words without fields in the current language; as they are where they have no translation."""
    return catalogue(_current).get(words, words)


def say(template: str, /, **fields: object) -> str:
    """The template in the current language with its fields filled in.

    A template without a translation is used as it is: a Chinese sentence beats a missing one.
    """
    return catalogue(_current).get(template, template).format(**fields)

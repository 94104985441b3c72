"""Words of a page that its reader can switch between the languages of labels."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from kzplans.render.escape import html_text
from kzplans.reports.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from kzplans.lexicon import Lexicon


class Words:
    """One phrase in every language. In a page it is the reader's own first, in an element that can be switched."""

    def __init__(self, variants: tuple[str, ...], shown: int, place: int | None) -> None:
        """``shown`` is the variant of the page as it opens; ``place`` its line in the table, None if all are alike."""
        self.variants = variants
        self.text = variants[shown]
        self.place = place

    @property
    def mark(self) -> Markup:
        """The attribute of an element whose whole text the phrase is; empty if it never changes."""
        return Markup("") if self.place is None else Markup(f'data-w="{self.place}"')  # noqa: S704  a number

    def attribute(self, name: str) -> Markup:
        """The phrase as an attribute: ``<nav {{ live.say("contents").attribute("aria-label") }}>``."""
        made = f'{name}="{html_text(self.text)}"'
        if self.place is not None:
            made += f' data-w-{name}="{self.place}"'
        return Markup(made)  # noqa: S704  escaped above

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> str:
        text = html_text(self.text)
        return text if self.place is None else f'<span data-w="{self.place}">{text}</span>'


class Live:
    """The methods of a Wording, giving ``Words``: ``live.say("matrix")``, ``live.count("statement", 5)``.

    Templates of pages use it where a phrase is to follow the switch of languages, and ``table`` at the page's end.
    """

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        """``language`` is the one that the page opens in."""
        self.languages = tuple(lexicon.labels)
        self._own_names = {name: str(labels.get("language", name)) for name, labels in lexicon.labels.items()}
        self._wordings = [Wording.of(lexicon, name) for name in self.languages]
        self._shown = self.languages.index(language)
        self._places: dict[tuple[str, ...], int] = {}

    def own_name(self, language: str) -> str:
        """What a language calls itself."""
        return self._own_names[language]

    def __getattr__(self, name: str) -> Callable[..., Words]:
        if name.startswith("_") or not hasattr(Wording, name):
            raise AttributeError(name)

        def words(*arguments: Any, **parts: Any) -> Words:  # noqa: ANN401  whatever the method of a Wording takes
            return self._words(name, arguments, parts)

        return words

    def _words(self, name: str, arguments: tuple[Any, ...], parts: dict[str, Any]) -> Words:
        variants = tuple([
            getattr(wording, name)(*arguments, **{key: _variant(part, index) for key, part in parts.items()})
            for index, wording in enumerate(self._wordings)
        ])  # fmt: skip
        if len(set(variants)) == 1:
            return Words(variants, self._shown, None)
        place = self._places.setdefault(variants, len(self._places))
        return Words(variants, self._shown, place)

    def table(self) -> Markup:
        """All phrases so far, for the script of the page."""
        content = {"languages": self.languages, "words": list(self._places)}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        for char in "<>&\u2028\u2029":
            text = text.replace(char, f"\\u{ord(char):04x}")
        return Markup(text)  # noqa: S704  nothing in it can end a script element


def _variant(part: object, index: int) -> object:
    return part.variants[index] if isinstance(part, Words) else part

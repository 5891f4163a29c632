"""The text a reader sees on a page, in the page's own language."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Elements whose text is not read, or written by the reader.
UNREAD = {"script", "style", "template", "textarea"}
SPOKEN = ("alt", "aria-label", "aria-description", "placeholder", "title")


class Reader(HTMLParser):
    """Collects the text in one language. Elements whose `lang` is another one are left out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.read: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        ours = self.open[-1][1] if self.open else True
        if "lang" in given:
            ours = given["lang"].partition("-")[0] == self.language
        if ours:
            self.read += [given[name] for name in SPOKEN if name in given]
        if ours and given.get("name") == "description":
            self.read.append(given["content"])
        if ours and tag == "input" and given.get("type") in ("submit", "button"):
            self.read.append(given.get("value", ""))
        if tag not in VOID:
            self.open.append((tag, ours and tag not in UNREAD))

    def handle_endtag(self, tag: str) -> None:
        while any(one == tag for one, _ours in self.open):
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1]:
            self.read.append(data)


def read_on(html: str, language: str) -> str:
    """The text of a page and what screen readers or search engines read, without the parts in other languages."""
    reader = Reader(language)
    reader.feed(html)
    reader.close()
    return " ".join(reader.read)

"""The text of a mail, written in Markdown, as HTML and as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

# Mail programs know no style sheets.
_STYLES: Final = {
    "p": "margin:0 0 16px",
    "ul": "margin:0 0 16px;padding-left:22px",
    "ol": "margin:0 0 16px;padding-left:22px",
    "li": "margin:0 0 4px",
    "blockquote": "margin:0 0 16px;padding-left:14px;border-left:3px solid #8a8f98",
    "h1": "margin:0 0 12px;font-size:22px;line-height:1.3",
    "h2": "margin:0 0 12px;font-size:19px;line-height:1.3",
    "h3": "margin:0 0 12px;font-size:17px;line-height:1.3",
    "hr": "border:0;border-top:1px solid #8a8f98;margin:20px 0",
}
_IN_ITEM: Final = "margin:0"
_BLOCK_ENDS: Final = {"paragraph_close", "heading_close", "bullet_list_close", "ordered_list_close"}
_WEB: Final = ("http://", "https://", "mailto:")


def to_html(text: str) -> str:
    """Give Markdown as HTML with inline styles. HTML in it stays text, and links lead to the web or to a mail only."""
    tokens = _parser().parse(text)
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("list_item") else 0
        if token.nesting >= 0 and (style := _STYLES.get(token.tag)):
            token.attrSet("style", _IN_ITEM if depth and token.tag == "p" else style)
    rendered: str = _parser().renderer.render(tokens, _parser().options, {})
    return rendered


def to_text(text: str) -> str:
    """Give Markdown as text that reads well without it: links by their address, lists with dashes."""
    writer = _Writer()
    for token in _parser().parse(text):
        writer.write(token)
    return writer.text()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    # Pictures would be loaded from somewhere, and tell who reads.
    parser.disable(["image", "html_block", "html_inline"])
    parser.validateLink = lambda url: url.lower().startswith(_WEB)  # type: ignore[method-assign]
    return parser


class _Writer:
    """Puts the lines of the plain text together."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._lists: list[int | None] = []  # of each open list the next number; None: it has none
        self._is_item_new = False

    def text(self) -> str:
        """Give it, without blank lines at its ends."""
        return "\n".join(self._lines).strip("\n")

    def write(self, token: Token) -> None:
        """Take up the next token."""
        match token.type:
            case "inline":
                self._write_lines(_inline(token.children or []).split("\n"))
            case "bullet_list_open":
                self._lists.append(None)
            case "ordered_list_open":
                self._lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._is_item_new = True
            case "hr":
                self._lines += ["-" * 20, ""]
            case "fence" | "code_block":
                self._lines += [*token.content.rstrip("\n").split("\n"), ""]
        if token.type in _BLOCK_ENDS and not self._lists and self._lines[-1:] != [""]:
            self._lines.append("")

    def _write_lines(self, lines: Sequence[str]) -> None:
        margin = "  " * max(0, len(self._lists) - 1)
        for number, line in enumerate(lines):
            mark = self._mark() if self._is_item_new and number == 0 else "  " if self._lists else ""
            self._lines.append(f"{margin}{mark}{line}")
        self._is_item_new = False

    def _mark(self) -> str:
        number = self._lists[-1]
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number}. "


def _inline(tokens: Iterable[Any]) -> str:
    said: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        match token.type:
            case "softbreak" | "hardbreak":
                said.append("\n")
            case "link_open":
                links.append((len(said), str(token.attrGet("href"))))
            case "link_close":
                start, address = links.pop()
                label = "".join(said[start:])
                is_said = label in {address, address.removeprefix("mailto:")} or token.info == "auto"
                said[start:] = [address.removeprefix("mailto:") if is_said else f"{label}: {address}"]
            case _:
                said.append(token.content)
    return "".join(said)

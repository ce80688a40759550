"""Text: what may be stored, what a file may be called, cleaned HTML, and the plain text of HTML."""

import re
from html.parser import HTMLParser
from typing import Final

import nh3

from guestlist.limits import TEXT_LENGTH_MAX

_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
# All but what XML 1.0 calls a character (section 2.2), and DEL, which calendars refuse (RFC 5545, 3.1).
_NO_CHARACTER: Final = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSAFE_IN_NAMES: Final = re.compile("[^A-Za-z0-9_-]+")
_FILE_NAME_LENGTH_MAX: Final = 100
_BLOCK_NAMES: Final = "p|br|div|ul|ol|li|h[1-6]|hr|pre|blockquote|table|tr|td|th|dl|dt|dd"
_INLINE_NAMES: Final = "a|b|i|u|s|em|strong|code|span|small|sub|sup|del|ins|mark|kbd|q|cite|abbr|font"
# A block tag counts alone; an inline one only with its end, since "List<i>" is no HTML.
_BLOCK: Final = re.compile(rf"</?(?:{_BLOCK_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_INLINE_END: Final = re.compile(rf"</({_INLINE_NAMES})\s*>", re.IGNORECASE)
_INLINE_START: Final = re.compile(rf"<({_INLINE_NAMES})(?:\s[^<>]*)?>", re.IGNORECASE)

# fmt: off
_TAGS: Final = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd",
    "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s",
    "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "time", "tr", "u", "ul", "var",
}
# fmt: on
_ATTRIBUTES: Final = {
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_URL_SCHEMES: Final = {"http", "https", "mailto", "tel"}

# Deeper lists stand no further in: else a page of list tags grows to the square of its length.
_INDENT_MAX: Final = 8
_SPACE: Final = re.compile(r"[ \t\n\r\f]+")
_PARAGRAPHS: Final = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "blockquote",
        "table",
        "dl",
        "figure",
        "details",
    ]
)
_LINES: Final = frozenset(["div", "li", "tr", "dt", "dd", "summary", "caption", "figcaption"])


def text_problem(value: str, *, length_max: int = TEXT_LENGTH_MAX) -> str | None:
    """Say what is wrong with a text, as the end of a sentence; None: nothing."""
    if len(value) > length_max:
        return f"is longer than {length_max:,} characters"
    if match := _UNSTORABLE.search(value):
        return "contains a NUL character" if match[0] == "\0" else "contains half of a surrogate pair"
    return None


def printable(text: str) -> str:
    """Give a text without control characters, which XML and calendars cannot hold."""
    return _NO_CHARACTER.sub("", text)


def safe_name(text: str) -> str:
    """Give the beginning of a file's name, without what file systems and headers dislike."""
    return _UNSAFE_IN_NAMES.sub("-", text)[:_FILE_NAME_LENGTH_MAX]


def looks_like_html(text: str) -> bool:
    """Tell whether a text that may be plain or HTML is HTML.

    It is if it has a block tag, or an inline tag together with its end.
    """
    if "<" not in text:
        return False
    if _BLOCK.search(text):
        return True
    ends = {match[1].casefold() for match in _INLINE_END.finditer(text)}
    return any(match[1].casefold() in ends for match in _INLINE_START.finditer(text))


def clean_html(html: str) -> str:
    """Give HTML without scripts, styles, forms, frames, event handlers and unknown URL schemes."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_URL_SCHEMES,
        link_rel="noopener noreferrer",
    )


def html_to_text(html: str) -> str:
    """Give HTML as readable plain text.

    Paragraphs stand apart by a blank line, list items begin with "- " or their number, a link is
    its words followed by its address in parentheses.
    """
    writer = _PlainTextWriter()
    # Cleaning first leaves well-formed markup, whatever came in.
    writer.feed(clean_html(html))
    writer.close()
    return writer.text()


class _PlainTextWriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._breaks = 0  # line ends due before the next word
        self._space_due = False
        self._in_line = False  # whether the current line has a word already
        self._pre_depth = 0
        self._lists: list[int | None] = []  # per open list: the next number, or None for bullets
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _PARAGRAPHS:
            self._break(2)
        elif tag in _LINES:
            self._break(1)
        if tag == "pre":
            self._pre_depth += 1
        elif tag in ("ul", "ol"):
            self._open_list(tag, given.get("start"))
        elif tag == "li":
            self._mark_item()
        elif tag == "a":
            self._links.append((given.get("href") or "", len(self._pieces)))
        else:
            self._write_void(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._break(2)
        elif tag in _LINES:
            self._break(1)
        if tag == "pre":
            self._pre_depth -= 1
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._break(1 if self._lists else 2)
        elif tag == "a" and self._links:
            self._close_link()
        elif tag in ("td", "th"):
            self._space_due = True

    def handle_data(self, data: str) -> None:
        if self._pre_depth:
            self._write_lines(data)
            return
        words = _SPACE.sub(" ", data)
        if words[:1] == " ":
            self._space_due = True
        if words.strip(" "):
            self._write(words.strip(" "))
            self._space_due = words[-1] == " "

    def text(self) -> str:
        lines = "".join(self._pieces).split("\n")
        return "\n".join(line.rstrip(" ") for line in lines).strip("\n")

    def _write_void(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "br":
            # Several in a row are meant: they stand for an empty line, but never for more than one.
            self._breaks = min(self._breaks + 1, 2)
        elif tag == "hr":
            self._break(2)
        elif tag == "img" and given.get("alt"):
            self._write(_SPACE.sub(" ", given["alt"] or "").strip(" "))

    def _open_list(self, tag: str, start: str | None) -> None:
        self._break(1 if self._lists else 2)
        number = int(start) if start and re.fullmatch(r"-?[0-9]{1,6}", start, re.ASCII) else 1
        self._lists.append(number if tag == "ol" else None)

    def _mark_item(self) -> None:
        number = self._lists[-1] if self._lists else None
        mark = "-" if number is None else f"{number}."
        if number is not None:
            self._lists[-1] = number + 1
        self._write("  " * min(len(self._lists) - 1, _INDENT_MAX) + mark)
        self._space_due = True
        # The item's first paragraph stands on the line of its mark.
        self._in_line = False

    def _close_link(self) -> None:
        address, first = self._links.pop()
        words = "".join(self._pieces[first:])
        if address.startswith(("http://", "https://")) and address not in words:
            self._write(f"({address})" if not words.strip() else f" ({address})")

    def _break(self, count: int) -> None:
        if self._in_line or self._breaks:
            self._breaks = max(self._breaks, count)

    def _write(self, words: str) -> None:
        if self._breaks and self._pieces:
            self._pieces.append("\n" * self._breaks)
        elif self._space_due and self._pieces:
            self._pieces.append(" ")
        self._pieces.append(words)
        self._breaks = 0
        self._space_due = False
        self._in_line = True

    def _write_lines(self, data: str) -> None:
        for index, line in enumerate(data.split("\n")):
            if index:
                self._breaks = min(self._breaks + 1, 2)
            if line.strip():
                self._write(line.rstrip())

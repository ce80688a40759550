"""A visitor whose browser runs no scripts: reads pages, fills in their forms by label, presses buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.eventsapi.site import HOST, Site

_VOID = {"input", "meta", "link", "img", "br", "hr"}


@dataclass
class Element:
    """An element of a page."""

    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    def all(self, name: str, **attributes: str) -> list[Element]:
        """Find what is inside."""
        return [e for e in self if e.name == name and attributes.items() <= e.attributes.items()]

    @property
    def text(self) -> str:
        """Give its words."""
        words = "".join(child if isinstance(child, str) else f" {child.text} " for child in self.children)
        return re.sub(r"\s+", " ", words).strip()

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _words(label: Element) -> str:
    """Give what a label says, without what stands in elements inside it: "(optional)", a price."""
    return "".join(child for child in label.children if isinstance(child, str)).strip()


@dataclass
class Page:
    """What the visitor sees."""

    response: httpx.Response
    path: str

    def __post_init__(self) -> None:
        builder = _Builder()
        builder.feed(self.response.text)
        assert len(builder.open) == 1, builder.open[-1].name
        self.root = builder.open[0]
        ids = [element.get("id") for element in self.root if element.get("id")]
        assert len(ids) == len(set(ids)), "An id stands twice on the page."

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def main(self) -> Element:
        return self.root.all("main")[0]

    @property
    def text(self) -> str:
        return self.main.text

    @property
    def heading(self) -> str:
        return self.main.all("h1")[0].text

    @property
    def faults(self) -> list[str]:
        """Give the lines of the summary of what is wrong; each link leads somewhere."""
        found = self.root.all("div", id="faults")
        for link in found[0].all("a") if found else []:
            assert any(element.get("id") == link.get("href")[1:] for element in self.root), link
        return [line.text for line in found[0].all("li")] if found else []

    def by_id(self, wanted: str) -> Element:
        return next(element for element in self.root if element.get("id") == wanted)

    def controls(self, label: str) -> list[Element]:
        """Find the fields with a label; "(optional)" does not count."""
        ids = [e.get("for") for e in self.main.all("label") if _words(e) == label]
        return [self.by_id(wanted) for wanted in ids]

    def control(self, label: str, person: int = 1) -> Element:
        prefix = f"a{person - 1}-"
        found = [element for element in self.controls(label) if element.get("id").startswith(prefix)]
        assert len(found) == 1, f"{len(found)} fields are called {label!r}"
        return found[0]

    def described(self, element: Element) -> str:
        """Give the words that stand beside a field, its error included."""
        return " ".join(self.by_id(wanted).text for wanted in element.get("aria-describedby").split())

    @property
    def form(self) -> Element:
        return next(form for form in self.main.all("form"))

    @property
    def buttons(self) -> list[str]:
        return [button.text for button in self.main.all("button") if "aria-hidden" not in button.attributes]


class Visitor:
    """Somebody on the website; keeps cookies."""

    def __init__(self, site: Site, root: str = "", language: str = "en") -> None:
        self.site, self.root = site, root
        self.cookies: dict[str, str] = {}
        self.language = language

    def get(self, path: str) -> Page:
        return self._follow("GET", path)

    def open_form(self, event: str = "Harbour_Data_Days") -> Page:
        return self.get(f"{self.root}/e/{event}/register/")

    def send(self, page: Page, values: dict[str, Any] | None = None, *, press: str = "Register") -> Page:
        """Press a button of the page's form, with the fields as they are but for `values`, by name."""
        buttons = [b for b in page.form.all("button") if b.text == press and "aria-hidden" not in b.attributes]
        assert buttons, f"No button {press!r} among {page.buttons}"
        data = fields_of(page.form) | (values or {})
        if buttons[0].get("name"):
            data[buttons[0].get("name")] = buttons[0].get("value")
        data = {name: value for name, value in data.items() if value is not None}
        return self._follow("POST", page.form.get("action") or page.path, data=data)

    def post(self, path: str, data: dict[str, Any], headers: dict[str, str] | None = None) -> httpx.Response:
        return self._ask("POST", path, data=data, headers=headers or {})

    def _follow(self, method: str, path: str, **options: Any) -> Page:
        for _ in range(5):
            response = self._ask(method, path, **options)
            if response.status_code not in {301, 302}:
                return Page(response, path)
            method, path, options = "GET", response.headers["location"], {}
        raise AssertionError("The way goes round in circles.")

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        headers = {"Accept-Language": self.language} | options.pop("headers", {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = self.site.ask(method, path, base="", host=HOST, headers=headers, token=None, origin=None, **options)
        self.cookies |= dict(response.cookies)
        return response


def fields_of(form: Element) -> dict[str, Any]:
    """Give what a browser would send, without a button."""
    data: dict[str, Any] = {}
    for element in form.all("input"):
        kind = element.get("type")
        if "disabled" in element.attributes or (kind in {"radio", "checkbox"} and "checked" not in element.attributes):
            continue
        name, value = element.get("name"), element.get("value", "on")
        data[name] = (
            [*data[name], value] if kind == "checkbox" and name in data else [value] if kind == "checkbox" else value
        )
    for element in form.all("select"):
        chosen = [o for o in element.all("option") if "selected" in o.attributes] or element.all("option")[:1]
        data[element.get("name")] = chosen[0].get("value")
    return data


def somebody(number: int = 1, person: int = 1) -> dict[str, Any]:
    """Give the fields of one person of the form."""
    prefix = f"a{person - 1}-"
    return {
        f"{prefix}first_name": "Mara",
        f"{prefix}last_name": f"Oyelaran {number}",
        f"{prefix}email": f"mara{number}@oyelaran.example",
    }


def choosing(page: Page, *labels: str, person: int = 1) -> dict[str, Any]:
    """Give the fields that come of ticking radio buttons and check boxes by their labels."""
    chosen: dict[str, Any] = {}
    for label in labels:
        control = page.control(label, person)
        assert "disabled" not in control.attributes, f"{label} cannot be chosen"
        name, value = control.get("name"), control.get("value")
        if control.get("type") == "checkbox":
            chosen[name] = [*chosen.get(name, []), value]
        else:
            chosen[name] = value
    return chosen

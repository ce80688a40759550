"""The readable page of a base: its OpenAPI document as HTML, without any script."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib import resources
from typing import Any

from guestlist.eventsapi.description.openapi import TOKEN_PARAMETER, Json

_REFERENCE_PREFIX = "#/components/schemas/"


def page(document: Json) -> bytes:
    """Render what `openapi.document` gives as an HTML page in UTF-8 that loads nothing else."""
    info = document["info"]
    parts = [
        "<!doctype html><html lang=en><head><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width, initial-scale=1'>",
        f"<title>{escape(info['title'])}</title><style>{_style()}</style></head><body>",
        _head(document),
        "<main>",
        *(_tag(tag, document) for tag in document["tags"]),
        "<h2 id=objects>Objects</h2>",
        *(_object(name, schema) for name, schema in _schemas(document).items()),
        "</main>",
        f"<footer>Guestlist {escape(info['version'])}</footer></body></html>",
    ]
    return "".join(parts).encode()


@cache
def _style() -> str:
    return resources.files(__package__).joinpath("docs_page.css").read_text(encoding="utf-8")


def _schemas(document: Json) -> dict[str, Json]:
    return dict(sorted(document["components"]["schemas"].items()))


def _head(document: Json) -> str:
    info, server = document["info"], document["servers"][0]["url"]
    example = (
        f"curl -H 'Origin: https://www.example.org' \\\n  '{server}/events/published?{TOKEN_PARAMETER}=YOUR_TOKEN'"
    )
    return (
        f"<header><h1>{escape(info['title'])}</h1>"
        f"<p>{_prose(info['description'])}</p>"
        f"<p>Base address: <code>{escape(server)}/</code> · "
        f"for machines: <a href='{escape(server)}/openapi.json'>openapi.json</a> · <a href=#objects>objects</a></p>"
        f"<pre>{escape(example)}</pre></header>"
    )


def _tag(tag: Json, document: Json) -> str:
    operations = [
        _operation(path, verb, operation)
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if tag["name"] in operation["tags"]
    ]
    title = f"<h2>{escape(tag['name'])}</h2><p>{_prose(tag['description'])}</p>"
    return title + "".join(operations)


def _operation(path: str, verb: str, operation: Json) -> str:
    return "".join(
        [
            f"<details id={escape(operation['operationId'])}><summary>",
            f"<span class='verb {verb}'>{verb.upper()}</span><code>{escape(path[1:])}</code>",
            f"<span class=what>{escape(operation['summary'])}</span></summary>",
            f"<p>{_prose(operation.get('description', ''))}</p>",
            _access(operation),
            _parameters(operation["parameters"]),
            _body(operation),
            _responses(operation["responses"]),
            "</details>",
        ]
    )


def _access(operation: Json) -> str:
    if not operation["security"]:
        return "<p>Needs neither token nor origin.</p>"
    is_for_users = all(len(way) > 1 for way in operation["security"])
    return "<p>Needs the bearer token of a user who signed in.</p>" if is_for_users else ""


def _parameters(parameters: list[Json]) -> str:
    rows = [
        (
            f"<code>{escape(parameter['name'])}</code>",
            parameter["in"] + (", required" if parameter["required"] else ""),
            _prose(parameter["description"]),
        )
        for parameter in parameters
    ]
    return _table("Parameters", ("Name", "Where", "What"), rows)


def _body(operation: Json) -> str:
    if "requestBody" not in operation:
        return ""
    body = operation["requestBody"]
    return f"<h3>Body</h3><p>{_content(body)}{'' if body['required'] else ', optional'}</p>"


def _responses(responses: Json) -> str:
    rows = [(status, _content(response), _prose(response["description"])) for status, response in responses.items()]
    return _table("Answers", ("Status", "Body", "When"), rows)


def _content(holder: Json) -> str:
    if "content" not in holder:
        return "none"
    kinds = [
        _type(media["schema"]) if "schema" in media else escape(media_type)
        for media_type, media in holder["content"].items()
    ]
    return ", ".join(kinds)


def _object(name: str, schema: Json) -> str:
    required = schema.get("required", [])
    rows = [
        (
            f"<code>{escape(field)}</code>",
            _type(described) + ("" if field in required else ", optional"),
            _prose(described.get("description", "")),
        )
        for field, described in schema["properties"].items()
    ]
    return (
        f"<details><summary><strong>{escape(name)}</strong>"
        f"<span class=what>{escape(schema.get('description', ''))}</span></summary>"
        # Inside, so that a link to it opens the details.
        f"<div id='object-{escape(name)}'>{_table('', ('Property', 'Type', 'What'), rows)}</div>"
        "</details>"
    )


def _type(schema: Json) -> str:
    """Say in a few words what a schema allows; other objects become links."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(_REFERENCE_PREFIX))
        return f"<a href='#object-{name}'>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(_type(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    kind: Any = schema.get("type", "anything")
    if kind == "array":
        items = schema.get("items")
        return f"array of {_type(items)}" if items else "array"
    if schema.get("format") == "uuid":
        return "GUID"
    if "pattern" in schema and "examples" in schema:
        return f"string like <code>{escape(schema['examples'][0])}</code>"
    return escape(str(kind))


def _table(title: str, columns: tuple[str, str, str], rows: list[tuple[str, str, str]]) -> str:
    """Render rows of ready HTML."""
    if not rows:
        return ""
    head = "".join(f"<th scope=col>{column}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    heading = f"<h3>{title}</h3>" if title else ""
    return f"{heading}<div class=table><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def _prose(text: str) -> str:
    """Escape a text and set what stands between back-ticks as code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if index % 2 else piece for index, piece in enumerate(pieces))

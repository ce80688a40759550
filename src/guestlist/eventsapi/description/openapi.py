"""The OpenAPI 3.1 document of a base, made from the table of operations and the wire's structs."""

from __future__ import annotations

from typing import Any, Final

import msgspec

import guestlist
from guestlist import limits
from guestlist.eventsapi.operations import (
    BY_TEMPLATE,
    OPERATIONS,
    READABLE_EVENT_ID,
    Base,
    Operation,
)
from guestlist.eventsapi.wire.errors import ErrorBody
from guestlist.eventsapi.wire.registrations import Request

Json = dict[str, Any]

TOKEN_PARAMETER: Final = "emApplicationtoken"
_REFERENCES: Final = "#/components/schemas/{name}"
_JSON_TYPE: Final = "application/json"
_IMAGE_TYPES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")

_INTRODUCTION: Final = (
    "Websites read events, sessions, speakers and passes here, and register people for them. "
    "The API speaks the Dynamics 365 Events API. Every call names a web application by its token "
    f"in the query parameter `{TOKEN_PARAMETER}`. "
)
_ORIGIN_RULES: Final[dict[Base, str]] = {
    "v2.0": (
        "The call must come from the web application's origin: browsers say so by themselves, "
        "other callers send the `Origin` header."
    ),
    "rt": (
        "A call that names its origin must come from the web application's origin; servers and "
        "apps may leave the `Origin` header out."
    ),
}
_TAGS: Final[dict[str, str]] = {
    "Events": "What is on.",
    "Programme": "Sessions, session tracks and speakers of an event.",
    "Registration": "Places: how many are taken, and taking one.",
    "Pictures": "Pictures, open to everyone.",
    "Users": "Who is calling.",
}
_PARAMETER_TEXTS: Final[dict[str, str]] = {
    READABLE_EVENT_ID: "The readable id of an event, in any letter case, or its GUID.",
    "sessionId": "The GUID of a session.",
    "trackId": "The GUID of a session track.",
    "speakerId": "The GUID of a speaker.",
    "sponsorshipId": "The GUID of a sponsorship.",
    "businessUnitId": "Only events that this business unit owns.",
    "webappId": "Only events that are assigned to this web application.",
}
_REFUSALS: Final[dict[int, str]] = {
    400: "The request is not complete or not well-formed.",
    401: "The token, or the origin it is used from, is not valid.",
    404: "There is no such record, or it is not published.",
    413: f"The body is larger than {limits.BODY_BYTES_MAX // 1024} KiB.",
    415: "The body is not JSON.",
    422: "The Idempotency-Key was used with another body.",
    500: "Something went wrong on the server.",
    503: "The server is busy or shutting down.",
}


def document(base: Base, server_url: str) -> Json:
    """Describe a base (contract 1.1).

    Args:
        base: which of the two.
        server_url: the base's own address, ending in a slash; operations hang below it.
    """
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Guestlist Events API",
            "version": guestlist.__version__,
            "summary": "Read what is on, and register for it.",
            "description": _INTRODUCTION + _ORIGIN_RULES[base],
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server_url.rstrip("/")}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "paths": {
            f"/{template}": {verb.lower(): _operation(operation, base) for verb, operation in verbs.items()}
            for template, verbs in BY_TEMPLATE.items()
        },
        "components": {
            "schemas": _schemas(base),
            "securitySchemes": {
                "webApplicationToken": {
                    "type": "apiKey",
                    "in": "query",
                    "name": TOKEN_PARAMETER,
                    "description": "The token of a web application.",
                }
            },
        },
    }


def document_bytes(base: Base, server_url: str) -> bytes:
    """Give the document as JSON in UTF-8."""
    return msgspec.json.encode(document(base, server_url))


def _operation(operation: Operation, base: Base) -> Json:
    described: Json = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": _parameters(operation, base),
        "responses": _responses(operation),
        "security": [{"webApplicationToken": []}] if operation.needs_token else [],
    }
    if operation.description:
        described["description"] = operation.description
    if operation.request is not None:
        described["requestBody"] = {
            "required": True,
            "content": {_JSON_TYPE: {"schema": _schema(operation.request)}},
        }
    return described


def _parameters(operation: Operation, base: Base) -> list[Json]:
    parameters = [_path_parameter(name, operation) for name in operation.parameters]
    if base == "rt":
        parameters += [_filter_parameter(name) for name in operation.rt_filters]
    if operation.needs_token:
        parameters.append(_origin_parameter(base))
    if operation.takes_idempotency_key:
        parameters.append(_idempotency_key_parameter())
    return parameters


def _path_parameter(name: str, operation: Operation) -> Json:
    schema: Json = {"type": "string", "minLength": 1}
    if name in operation.guid_parameters:
        schema = {"type": "string", "format": "uuid"}
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": _PARAMETER_TEXTS[name],
        "schema": schema,
    }


def _filter_parameter(name: str) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": _PARAMETER_TEXTS[name],
        "schema": {"type": "string", "format": "uuid"},
    }


def _origin_parameter(base: Base) -> Json:
    return {
        "name": "Origin",
        "in": "header",
        "required": base == "v2.0",
        "description": "The origin of the web application: scheme, host and port. Browsers set it by themselves.",
        "schema": {"type": "string"},
    }


def _idempotency_key_parameter() -> Json:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "A key of your own for this registration, of visible ASCII characters. "
        "Repeating the call with the same key and body within 24 hours gives the same answer and "
        "registers nobody twice.",
        "schema": {
            "type": "string",
            "pattern": "^[!-~]+$",
            "minLength": 1,
            "maxLength": limits.IDEMPOTENCY_KEY_LENGTH_MAX,
        },
    }


def _responses(operation: Operation) -> Json:
    responses = {"200": _success(operation)}
    if operation.is_shared or operation.is_image:
        responses["304"] = {
            "description": "The answer is still the one with the tag in If-None-Match.",
            "headers": {"ETag": _ETAG},
        }
    for status in _refusal_statuses(operation):
        responses[str(status)] = _refusal(status)
    return responses


def _success(operation: Operation) -> Json:
    if operation.is_image:
        content: Json = {media_type: {} for media_type in _IMAGE_TYPES}
        return {"description": "The picture.", "headers": {"ETag": _ETAG}, "content": content}
    answer: Json = {
        "description": "The answer.",
        "content": {_JSON_TYPE: {"schema": _schema(operation.response)}},
    }
    if operation.is_shared:
        answer["headers"] = {"ETag": _ETAG}
    return answer


_ETAG: Final[Json] = {
    "description": "A strong tag of the answer, for If-None-Match.",
    "schema": {"type": "string"},
}


def _refusal_statuses(operation: Operation) -> list[int]:
    statuses = {500, 503}
    if operation.needs_token:
        statuses |= {400, 401}
    if operation.parameters:
        statuses |= {400, 404}
    if operation.request is not None:
        statuses |= {413, 415}
    if operation.takes_idempotency_key:
        statuses.add(422)
    return sorted(statuses)


def _refusal(status: int) -> Json:
    refusal: Json = {
        "description": _REFUSALS[status],
        "content": {_JSON_TYPE: {"schema": _schema(ErrorBody)}},
    }
    if status == 503:
        refusal["headers"] = {
            "Retry-After": {
                "description": "Seconds after which to try again.",
                "schema": {"type": "integer", "minimum": 0},
            }
        }
    return refusal


def _schema(type_: Any) -> Json:
    (schema,), _ = msgspec.json.schema_components([type_], ref_template=_REFERENCES)
    return schema


def _schemas(base: Base) -> Json:
    """Give the schema of every struct, exactly as this base sends or takes it."""
    answers = [operation.response for operation in OPERATIONS if not operation.is_image]
    bodies = [operation.request for operation in OPERATIONS if operation.request is not None]
    _, schemas = msgspec.json.schema_components([ErrorBody, *answers, *bodies], ref_template=_REFERENCES)
    taken = {struct.__name__ for struct in Request.__subclasses__()}
    return {name: _as_taken(schema) if name in taken else _as_sent(schema, base) for name, schema in schemas.items()}


def _as_taken(schema: Json) -> Json:
    """Open a request's schema: unknown properties are ignored (contract 1.2)."""
    return {key: value for key, value in schema.items() if key != "additionalProperties"}


def _as_sent(schema: Json, base: Base) -> Json:
    """Close an answer's schema: the properties of a base are always there.

    Those that the struct may leave out belong to the RT base (see `Answer`).
    """
    properties = schema["properties"]
    if base == "v2.0":
        properties = {name: properties[name] for name in schema["required"]}
    return {
        **schema,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }

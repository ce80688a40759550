"""The OpenAPI 3.1 document of a base, made from the table of operations and the wire's structs."""

from __future__ import annotations

from typing import Any, Final

import msgspec

import guestlist
from guestlist import limits
from guestlist.eventsapi.operations import (
    OPERATIONS,
    READABLE_EVENT_ID,
    Base,
    File,
    Operation,
    QueryParameter,
)
from guestlist.eventsapi.routing import BY_TEMPLATE
from guestlist.eventsapi.wire.errors import ErrorBody
from guestlist.eventsapi.wire.registrations import Request

Json = dict[str, Any]

TOKEN_PARAMETER: Final = "emApplicationtoken"
_TOKEN: Final = "webApplicationToken"
_BEARER: Final = "signedInUser"
_REFERENCES: Final = "#/components/schemas/{name}"
_JSON_TYPE: Final = "application/json"
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
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
    "Calendar": "Calendar files, open to everyone.",
    "Check-in": "Coming to an event.",
    "Users": "Who is calling.",
}
_PARAMETER_TEXTS: Final[dict[str, str]] = {
    READABLE_EVENT_ID: "The readable id of an event, in any letter case, or its GUID.",
    "sessionId": "The GUID of a session.",
    "registrationId": "The GUID of an event registration or of a session registration.",
    "trackId": "The GUID of a session track.",
    "speakerId": "The GUID of a speaker.",
    "sponsorshipId": "The GUID of a sponsorship.",
    "data": "What the file is to hold, as a JSON array.",
    "redirectUri": "Where to go on to, if the body does not say.",
    "businessUnitId": "Only events that this business unit owns.",
    "webappId": "Only events that are assigned to this web application.",
}
_REFUSALS: Final[dict[int, str]] = {
    400: "The request is not complete or not well-formed.",
    401: "The token, the origin it is used from, or the bearer token is not valid, or a bearer token is missing.",
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
                _TOKEN: {
                    "type": "apiKey",
                    "in": "query",
                    "name": TOKEN_PARAMETER,
                    "description": "The token of a web application.",
                },
                _BEARER: {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "Says who signed in: a token of the web application's OpenID Connect provider. "
                    "One that is sent must be valid, also where none is needed.",
                },
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
        "security": _security(operation),
    }
    if operation.description:
        described["description"] = operation.description
    if operation.request is not None:
        described["requestBody"] = {
            "required": not operation.is_body_optional,
            "content": _body_content(operation),
        }
    return described


def _body_content(operation: Operation) -> Json:
    content: Json = {_JSON_TYPE: {"schema": _schema(operation.request)}}
    return content | {_FORM_TYPE: {}} if operation.takes_form else content


def _security(operation: Operation) -> list[Json]:
    """Give the ways to call an operation; each names all that it takes."""
    if not operation.needs_token:
        return []
    if not operation.takes_bearer:
        return [{_TOKEN: []}]
    signed_in: Json = {_TOKEN: [], _BEARER: []}
    return [signed_in] if operation.needs_bearer else [{_TOKEN: []}, signed_in]


def _parameters(operation: Operation, base: Base) -> list[Json]:
    parameters = [_path_parameter(name, operation) for name in operation.parameters]
    if base == "rt":
        parameters += [_filter_parameter(name) for name in operation.rt_filters]
    parameters += [_query_parameter(parameter) for parameter in operation.query]
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


def _query_parameter(parameter: QueryParameter) -> Json:
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "description": _PARAMETER_TEXTS[parameter.name],
        "schema": {"type": "string"},
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
    responses = _onwards() if operation.sends_on else {"200": _success(operation)}
    if operation.is_tagged:
        responses["304"] = {
            "description": "The answer is still the one with the tag in If-None-Match.",
            "headers": {"ETag": _ETAG},
        }
    for status in _refusal_statuses(operation):
        responses[str(status)] = _refusal(status)
    return responses


def _onwards() -> Json:
    location = {"description": "The address to go on to.", "schema": {"type": "string", "format": "uri"}}
    return {
        "204": {"description": "There is nowhere to go on to."},
        "302": {"description": "Go on.", "headers": {"Location": location}},
    }


def _success(operation: Operation) -> Json:
    if operation.is_image:
        content: Json = {media_type: {} for media_type in _IMAGE_TYPES}
        return {"description": "The picture.", "headers": {"ETag": _ETAG}, "content": content}
    if isinstance(operation.response, File):
        file: Json = {"description": "The file.", "content": {operation.response.media_type: {}}}
        return file | {"headers": {"ETag": _ETAG}} if operation.is_tagged else file
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
    if operation.parameters or operation.is_file:
        statuses |= {400, 404}
    if operation.request is not None:
        statuses |= {400, 413, 415}
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
    answers = [operation.response for operation in OPERATIONS if operation.is_json]
    bodies = [operation.request for operation in OPERATIONS if operation.request is not None]
    _, schemas = msgspec.json.schema_components([ErrorBody, *answers, *bodies], ref_template=_REFERENCES)
    taken = {struct.__name__ for struct in Request.__subclasses__()}
    return {name: _as_taken(schema) if name in taken else _as_sent(schema, base) for name, schema in schemas.items()}


def _as_taken(schema: Json) -> Json:
    """Open a request's schema: unknown properties are ignored (contract 1.2)."""
    return {key: value for key, value in schema.items() if key != "additionalProperties"}


def _as_sent(schema: Json, base: Base) -> Json:
    """Close an answer's schema: the properties of a base are always there.

    Those that the struct may leave out belong to the RT base (see `Answer`). One with a default is never left out.
    """
    properties = schema["properties"]
    if base == "v2.0":
        sent = {*schema["required"], *(name for name, value in properties.items() if "default" in value)}
        properties = {name: value for name, value in properties.items() if name in sent}
    return {
        **schema,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }

"""The description of the API, made from the same table as its routes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from stemma.export.story_file import load_schema

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something an address takes."""

    name: str
    """Its name."""
    place: str
    """`path` or `query`."""
    meaning: str
    """In words."""
    type: str = "string"
    """As JSON Schema calls it."""
    choices: tuple[str, ...] = ()
    """The values it may have; empty for any."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing a program can ask for."""

    method: str
    """`GET`, `POST` or `DELETE`."""
    path: str
    """After `PREFIX`."""
    handler: Handler
    """Answers it."""
    summary: str
    """In words."""
    answer: Mapping[str, Any]
    """JSON Schema of the answer."""
    status: int = 200
    """Of the answer."""
    parameters: tuple[Parameter, ...] = ()
    """What it takes."""
    body: Mapping[str, Any] | None = None
    """Media types and JSON Schemas of what is sent; None for nothing."""


def ref(name: str) -> dict[str, str]:
    """Points to a schema of the document by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(**properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object that has all these properties."""
    return {"type": "object", "required": list(properties), "properties": properties}


def list_of(items: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a list."""
    return {"type": "array", "items": items}


def openapi_document(prefix: str, endpoints: Sequence[Endpoint], version: str) -> dict[str, Any]:
    """The OpenAPI description (3.1) of the API; its objects are those of the story file's own schema."""
    schema = load_schema()
    definitions = _moved(schema["$defs"])
    whole = _moved({k: v for k, v in schema.items() if k not in {"$schema", "$id", "$defs"}})
    text = {"type": "string"}
    known: dict[str, Any] = {
        **definitions,
        "story_file": whole,
        "stored_story": {"type": "object", "required": ["id", "title", "revision"]},
        "row": {"type": "object", "required": ["text"], "properties": dict.fromkeys(("id", "text", "title", "outlet", "url", "published"), text)},
        "job": object_of(id=text, what=text, state={"enum": ["waiting", "running", "done", "failed"]}),
        "move": object_of(number={"type": "integer"}, made=text, undone={"type": ["string", "null"]}, reports=list_of(object_of(report=text, name=text, before=text, after={"type": ["string", "null"]}))),
        "error": object_of(error=text),
    }  # fmt: skip
    paths: dict[str, dict[str, Any]] = {}
    for e in endpoints:
        path = prefix + e.path.replace(":int}", "}")
        paths.setdefault(path, {})[e.method.lower()] = _operation(e)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Stemma", "version": version, "description": "A library of news reports and what was worked out from them."},
        "paths": paths,
        "components": {"schemas": known},
    }  # fmt: skip


def _operation(e: Endpoint) -> dict[str, Any]:
    media = "application/octet-stream" if e.answer.get("format") == "binary" else "application/json"
    row: dict[str, Any] = {
        "summary": e.summary,
        "parameters": [
            {
                "name": p.name,
                "in": p.place,
                "required": p.place == "path",
                "description": p.meaning,
                "schema": {"type": p.type} | ({"enum": list(p.choices)} if p.choices else {}),
            }
            for p in e.parameters
        ],
        "responses": {
            str(e.status): {"description": "OK", "content": {media: {"schema": e.answer}}},
            "default": {"description": "Why not", "content": {"application/json": {"schema": ref("error")}}},
        },
    }
    if e.body is not None:
        row["requestBody"] = {"required": True, "content": {m: {"schema": s} for m, s in e.body.items()}}
    return row


def _moved(value: Any) -> Any:  # noqa: ANN401  any part of a schema
    """A schema whose definitions stand where OpenAPI keeps them."""
    if isinstance(value, dict):
        return {
            k: v.replace("#/$defs/", "#/components/schemas/") if k == "$ref" and isinstance(v, str) else _moved(v)
            for k, v in value.items()
        }
    return [_moved(v) for v in value] if isinstance(value, list) else value

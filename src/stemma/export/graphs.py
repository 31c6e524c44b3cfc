"""GraphML of the family tree and of the actors (GraphML 1.0, Brandes et al. 2002); opens in Gephi, yEd, igraph."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from stemma.export.wording import name_lost, name_report
from stemma.model import Result

# XML 1.0 has no way to hold these characters.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = "http://graphml.graphdrawing.org/xmlns"

Fields = Mapping[str, str | int | float | bool]


def tree_to_graphml(result: Result) -> str:
    """Reports and lost sources as nodes, derivations as edges from parent to child."""
    nodes: dict[str, Fields] = {}
    edges: list[tuple[str, str, Fields]] = []
    for report in result.reports:
        published = report.published.iso() if report.published else ""
        nodes[report.id] = {
            "id": report.id,
            "name": name_report(report),
            "title": report.title or "",
            "published": published,
            "lost": False,
        }
    for story in result.stories:
        for lost in story.stemma.lost_sources:
            nodes[lost.id] = {"id": lost.id, "name": name_lost(lost), "title": "", "published": "", "lost": True}
            edges.extend(
                (lost.id, c, {"kind": "lost source", "confidence": round(lost.confidence, 4), "direction": 1.0})
                for c in lost.children
            )
        edges.extend(
            (
                e.parent,
                e.child,
                {"kind": e.kind, "confidence": round(e.confidence, 4), "direction": round(e.direction, 4)},
            )
            for e in story.stemma.edges
        )
    return _graphml(nodes, edges)


def actors_to_graphml(result: Result) -> str:
    """Actors as nodes, events between them as edges from source to target."""
    nodes: dict[str, Fields] = {}
    edges: list[tuple[str, str, Fields]] = []
    for story in result.stories:
        for event in story.findings.events:
            ends = []
            for name, code in ((event.source, event.source_code), (event.target, event.target_code)):
                key = code or name
                nodes.setdefault(key, {"name": name, "code": code})
                ends.append(key)
            edges.append(
                (ends[0], ends[1], {"type": event.type, "quad": event.quad, "certainty": event.certainty, "date": event.date,
                                    "origins": event.origins.low, "mentions": len(event.mentions)})
            )  # fmt: skip
    return _graphml(nodes, edges)


def _graphml(nodes: Mapping[str, Fields], edges: Sequence[tuple[str, str, Fields]]) -> str:
    root = ET.Element("graphml", {"xmlns": _SPACE})
    numbers = {key: f"n{n}" for n, key in enumerate(sorted(nodes))}
    keys: dict[tuple[str, str], str] = {}
    for kind, rows in (("node", list(nodes.values())), ("edge", [f for _, _, f in edges])):
        for row in rows:
            for name, value in row.items():
                if (kind, name) not in keys:
                    keys[kind, name] = f"{kind[0]}_{name}"
                    ET.SubElement(
                        root,
                        "key",
                        {"id": f"{kind[0]}_{name}", "for": kind, "attr.name": name, "attr.type": _type(value)},
                    )
    graph = ET.SubElement(root, "graph", {"edgedefault": "directed"})
    for key in sorted(nodes):
        element = ET.SubElement(graph, "node", {"id": numbers[key]})
        _fields(element, "n", nodes[key])
    for source, target, fields in edges:
        _fields(ET.SubElement(graph, "edge", {"source": numbers[source], "target": numbers[target]}), "e", fields)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _fields(element: ET.Element, prefix: str, fields: Fields) -> None:
    for name, value in fields.items():
        data = ET.SubElement(element, "data", {"key": f"{prefix}_{name}"})
        data.text = str(value).lower() if isinstance(value, bool) else _NO_XML.sub("\ufffd", str(value))


def _type(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "int"
    return "double" if isinstance(value, float) else "string"

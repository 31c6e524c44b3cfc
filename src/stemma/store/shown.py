"""What pages and exports need of a story, kept with it in the form in which it is read quickest.

A story file says it all, but it is made for other programs: to build values of a large one takes several times as long
as to show them. So the values are kept beside it, packed, when a story is worked out, and go when it is worked out
anew. Whoever finds none, or finds them in another form, reads the story file and the analyses instead.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import msgspec
import numpy as np

from stemma.errors import StemmaError
from stemma.model import Analysis, Claim, Findings, Sentence, Statement, Stemma, Story, Variant


@dataclass(frozen=True, slots=True)
class Outline:
    """The part of an analysis that pages show."""

    report: str
    """Id of its report."""
    supported: bool
    """Whether its language was read."""
    sentences: tuple[Sentence, ...]
    """In order."""
    statements: tuple[Statement, ...]
    """In order."""

    def analysis(self) -> Analysis:
        """An analysis that holds nothing else; its vectors have no dimensions."""
        vectors = np.zeros((len(self.sentences), 0), np.float32)
        return Analysis(self.report, self.supported, self.sentences, vectors, statements=self.statements)


@dataclass(frozen=True, slots=True)
class ShownStory:
    """A story as pages and exports need it."""

    story: Story
    """Without what persons corrected."""
    corrections: tuple[dict[str, Any], ...]
    """That, as the story file has it."""
    analyses: tuple[Analysis, ...]
    """Of its reports, sorted by report; sentences and statements alone."""


@dataclass(frozen=True, slots=True)
class _Packed:
    """The same as msgspec can read it: it knows no unions of our types."""

    id: str
    title: str
    reports: tuple[str, ...]
    stemma: Stemma
    claims: tuple[Claim, ...]
    variants: tuple[Variant, ...]
    findings: Findings
    outlines: tuple[Outline, ...]
    corrections: tuple[dict[str, Any], ...] = field(default=())


def pack_shown(story: Story, corrections: Sequence[dict[str, Any]], analyses: Sequence[Analysis]) -> bytes | None:
    """A story and what was found in its reports, packed; None where a text holds what UTF-8 cannot."""
    outlines = (Outline(a.report, a.supported, a.sentences, a.statements) for a in analyses)
    packed = _Packed(
        story.id,
        story.title,
        story.reports,
        story.stemma,
        story.claims,
        story.variants,
        story.findings,
        tuple(sorted(outlines, key=lambda o: o.report)),
        tuple(corrections),
    )
    try:
        return msgspec.msgpack.encode(packed)
    except UnicodeEncodeError:  # halves of surrogate pairs, which names of files may hold
        return None


def unpack_shown(packed: bytes) -> ShownStory | None:
    """What was packed; None if it cannot be read."""
    try:
        found = _decoder().decode(packed)
        story = Story(
            id=found.id,
            title=found.title,
            reports=found.reports,
            stemma=found.stemma,
            claims=found.claims,
            variants=found.variants,
            findings=found.findings,
        )
        return ShownStory(story, found.corrections, tuple(o.analysis() for o in found.outlines))
    except (msgspec.MsgspecError, StemmaError, UnicodeError):
        return None


def prepare_shown() -> None:
    """Look at the types now, so that the first story a server shows does not wait for it."""
    form_of_shown()
    _decoder()


@cache
def _decoder() -> msgspec.msgpack.Decoder[_Packed]:
    return msgspec.msgpack.Decoder(_Packed)


@cache
def form_of_shown() -> str:
    """A digest of the types that are packed: where one of them has changed, what was packed before is not read."""
    schema = json.dumps(msgspec.json.schema(_Packed), sort_keys=True)
    return hashlib.sha256(schema.encode()).hexdigest()[:16]

"""What the worker does: one task after another, told by plain values that can be sent to another process."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from stemma.errors import StemmaError
from stemma.model import Correction, Problem
from stemma.pipeline import STEPS, add, correct, erase, load_language, merge, move, take_out, undo, undo_move
from stemma.store import Library

INPUTS = "inputs"
"""The folder of a job in which its files lie."""
PATIENCE = 0.2
"""Seconds between two notes of how far a task is."""


@dataclass(frozen=True, slots=True)
class Move:
    """Reports that are to stand somewhere else."""

    reports: tuple[str, ...] = ()
    """Their ids."""
    all_of: str | None = None
    """Instead of the ids: the story all of whose reports move, whichever it has by then."""
    story: str | None = None
    """The story they join; None for a new one of their own."""
    out: bool = False
    """Whether they are taken out of the library instead."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done to a library: one of six things."""

    file: Path
    """Its file."""
    inputs: tuple[str, ...] = ()
    """Files to add."""
    story: str | None = None
    """The story they belong to, or the one that is corrected."""
    one_story: bool = False
    """Whether the files make up one new story."""
    model: str | None = None
    """The language model for new reports."""
    correction: Correction | None = None
    """What a person says against the machine."""
    undo: int | None = None
    """Number of the correction that is taken back."""
    move: Move | None = None
    """Reports that are taken out or moved."""
    undo_move: int | None = None
    """Number of the move that is taken back."""
    erase: tuple[str, ...] = ()
    """Ids of the reports that are erased for good."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task."""

    new: int = 0
    """Reports that were added."""
    known: int = 0
    """Reports that were there already."""
    stories: tuple[str, ...] = ()
    """Stories that were worked out, new or anew."""
    problems: tuple[Problem, ...] = ()
    """What could not be read."""
    correction: int | None = None
    """Number of the correction that was made."""
    move: int | None = None
    """Number of the move that was made; None also where everything stood there already."""
    erased: int = 0
    """Reports that were erased for good."""


@dataclass(slots=True)
class _Notes:
    """Writes down how far a task is, for whoever asks."""

    file: Path
    last: float = field(default=0.0)

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < PATIENCE and done not in {0, total}:
            return
        self.last = now
        draft = self.file.with_suffix(".new")
        draft.write_text(
            json.dumps({"step": step, "words": STEPS.get(step, "Beginning"), "done": done, "total": total}),
            "utf-8",
        )
        draft.replace(self.file)  # whoever reads it finds the old note or the new one, never half of one


def warm_up(model: str | None) -> None:
    """Load what every task needs, so that the first one does not wait for it."""
    with suppress(StemmaError):  # the task that needs it will say what is wrong
        load_language(model)


def work(task: Task, folder: Path) -> Outcome:
    """Do a task; notes of how far it is are left in the folder.

    Raises:
        StemmaError: it cannot be done.
    """
    tell = _Notes(folder / "progress.json")
    tell("begin", 0, 1)
    with Library(task.file, create=True) as library:
        if task.correction is not None and task.story is not None:
            number = correct(library, task.story, task.correction, progress=tell)
            return Outcome(stories=(task.story,), correction=number)
        if task.undo is not None and task.story is not None:
            undo(library, task.story, task.undo, progress=tell)
            return Outcome(stories=(task.story,))
        if task.move is not None:
            return Outcome(move=_arrange(library, task.move, tell))
        if task.erase:
            return Outcome(stories=erase(library, task.erase, progress=tell), erased=len(task.erase))
        if task.undo_move is not None:
            return Outcome(stories=undo_move(library, task.undo_move, progress=tell))
        added = add(
            library,
            task.inputs,
            story=task.story,
            one_story=task.one_story,
            model=task.model,
            progress=tell,
            under=folder / INPUTS,
        )
        return Outcome(len(added.new), len(added.known), added.stories, added.problems)


def _arrange(library: Library, wanted: Move, tell: _Notes) -> int | None:
    """Take reports out, merge a story or move reports; the number of the move."""
    if wanted.out:
        return take_out(library, wanted.reports, progress=tell)
    if wanted.all_of is not None and wanted.story is not None:
        return merge(library, wanted.all_of, wanted.story, progress=tell)
    return move(library, wanted.reports, wanted.story, progress=tell)

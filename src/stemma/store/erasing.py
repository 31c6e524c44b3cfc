"""What must be gone from a library file for good: the rows, and the bytes that a deleted row leaves behind.

A deleted row stays on its page until the page is used again, a full-text index keeps the words of deleted texts until
its parts are merged, and the write-ahead log holds pages as they were. Each of the three is cleaned here.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from stemma.errors import LibraryError

INDEXES = ("report_words", "statement_words")
"""The full-text indexes, which hold the words of the reports."""


def erase_rows(connection: sqlite3.Connection, reports: Collection[str], corrections: Iterable[int]) -> None:
    """Delete reports wherever they are kept, what was found in them, and what moves and corrections say of them.

    Stories are left to be worked out anew; of those that stand empty nothing but their id stays. To be called inside
    a transaction.
    """
    connection.execute("PRAGMA secure_delete = ON")  # what is freed is overwritten
    for report in sorted(reports):
        found = connection.execute("SELECT number FROM reports WHERE id = ?", (report,)).fetchone()
        if found:
            connection.execute(
                "DELETE FROM statement_words WHERE rowid IN (SELECT number FROM statements WHERE report = ?)",
                found,
            )
            connection.execute("DELETE FROM statements WHERE report = ?", found)
            connection.execute("DELETE FROM report_words WHERE rowid = ?", found)
            connection.execute("DELETE FROM reports WHERE number = ?", found)
        connection.execute("DELETE FROM taken_out WHERE id = ?", (report,))
    connection.executemany("DELETE FROM corrections WHERE number = ?", ((n,) for n in corrections))
    for number, document in connection.execute("SELECT number, document FROM moves").fetchall():
        moved = json.loads(document)
        left = [m for m in moved if m["report"] not in reports]
        if not left:
            connection.execute("DELETE FROM moves WHERE number = ?", (number,))
        elif len(left) < len(moved):
            connection.execute("UPDATE moves SET document = ? WHERE number = ?", (json.dumps(left), number))
    blank_stories(connection)
    for index in INDEXES:
        connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608  our own names


def blank_stories(connection: sqlite3.Connection) -> None:
    """Take out of the stories without reports what was worked out from the reports they had."""
    connection.execute("DELETE FROM shown WHERE story IN (SELECT id FROM stories WHERE reports = 0)")
    connection.execute(
        "UPDATE stories SET title = '', document = '{}', first_day = NULL, last_day = NULL, texts = 0,"
        " origins_low = 0, origins_high = 0 WHERE reports = 0"
    )


def write_anew(connection: sqlite3.Connection, name: str) -> None:
    """Write the file anew from what it holds, and empty its log, so that nothing of what was deleted is left.

    Raises:
        LibraryError: another program reads or writes the library, or the disk is full.
    """
    try:
        connection.execute("VACUUM")
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:
        raise LibraryError(_again(name, str(error))) from error
    if busy:
        raise LibraryError(_again(name, "another program is reading it"))


def _again(name: str, reason: str) -> str:
    return (
        f"{name}: the reports are erased from all lists, but their bytes may still stand in the file ({reason}); "
        "stop what else uses it, and say: stemma erase --taken-out"
    )

"""The tables of a library file, its mark, its version, and how it is opened."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from stemma.errors import LibraryError

DEFAULT_FILE = "stemma.db"
VERSION = 3
"""Of the tables; kept in the file (`user_version`)."""
MARK = 0x53544D41
"""Says that a SQLite file is a library of Stemma ("STMA", `application_id`)."""
PATIENCE = 10.0
"""Seconds to wait for another program that is writing; a write at the end of an `add` takes less."""

_TABLES = """
CREATE TABLE stories (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    model TEXT NOT NULL,
    model_asked TEXT NOT NULL,
    version TEXT NOT NULL,
    created TEXT NOT NULL,
    revision INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    texts INTEGER NOT NULL,
    origins_low INTEGER NOT NULL,
    origins_high INTEGER NOT NULL,
    first_day TEXT,
    last_day TEXT,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE reports (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    story TEXT NOT NULL REFERENCES stories(id) DEFERRABLE INITIALLY DEFERRED,
    outlet TEXT NOT NULL,
    title TEXT NOT NULL,
    published TEXT NOT NULL,
    text_key TEXT NOT NULL,
    document TEXT NOT NULL,
    analysed_by TEXT NOT NULL,
    analysis TEXT NOT NULL,
    vectors BLOB NOT NULL
) STRICT;
CREATE INDEX reports_by_story ON reports(story);
CREATE INDEX reports_by_text ON reports(text_key);

CREATE TABLE corrections (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    story TEXT NOT NULL REFERENCES stories(id),
    made TEXT NOT NULL,
    undone TEXT,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX corrections_by_story ON corrections(story);

CREATE TABLE statements (
    number INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES reports(number),
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    voice TEXT NOT NULL
) STRICT;
CREATE INDEX statements_by_report ON statements(report);

CREATE VIRTUAL TABLE report_words USING fts5(title, text, tokenize = "porter unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE statement_words USING fts5(text, tokenize = "porter unicode61 remove_diacritics 2");
"""
_TABLES_OF_2 = """
CREATE TABLE moves (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    made TEXT NOT NULL,
    undone TEXT,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE taken_out (
    id TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    analysed_by TEXT NOT NULL,
    analysis TEXT NOT NULL,
    vectors BLOB NOT NULL
) STRICT;
"""
_TABLES_OF_3 = """
CREATE TABLE shown (
    story TEXT PRIMARY KEY REFERENCES stories(id),
    form TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
"""


def open_database(file: str | Path, *, create: bool) -> sqlite3.Connection:
    """A connection to a library file, its tables made if the file is new. Transactions are begun by hand.

    Args:
        file: the path.
        create: whether the file is made if it does not exist.

    Raises:
        LibraryError: there is no such file, it is no library, or it was made by a newer Stemma.
    """
    path = Path(file)
    if not create and not path.is_file():
        raise LibraryError(f"{file}: there is no library; make one with: stemma add --library {file} INPUT...")
    try:
        # Each request of a server has a connection of its own, but may end in another thread than it began in.
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    except sqlite3.Error as error:
        raise LibraryError(f"{file}: cannot be opened ({error}); check the path and its permissions") from error
    try:
        _prepare(connection, str(file))
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):  # the file may be a library: the disk is at fault
            raise LibraryError(
                f"{file}: cannot be opened ({error}); check the disk and the permissions"
            ) from error
        raise LibraryError(f"{file}: is no library of Stemma ({error}); give another file") from error
    except LibraryError:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # SQLite folds the case of ASCII only.
    connection.create_function("fold", 1, str.casefold, deterministic=True)
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if empty and not mark:
        connection.execute("PRAGMA journal_mode = WAL")
        _make_tables(connection)
        return
    if mark != MARK:
        raise LibraryError(f"{name}: is a database, but no library of Stemma; give another file")
    if version > VERSION:
        raise LibraryError(
            f"{name}: was made by a newer Stemma (form {version}, this one reads up to {VERSION}); "
            "update it: pip install -U stemma-news"
        )
    if version < VERSION:
        _make_tables(connection)


def _make_tables(connection: sqlite3.Connection) -> None:
    """The tables that the file does not have yet, all or none: two programs may open it at once."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        made = connection.execute("PRAGMA user_version").fetchone()[0]
        for form, tables in ((1, _TABLES), (2, _TABLES_OF_2), (3, _TABLES_OF_3)):
            for statement in tables.split(";\n") if form > made else ():
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {MARK}")
        connection.execute(f"PRAGMA user_version = {max(made, VERSION)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise

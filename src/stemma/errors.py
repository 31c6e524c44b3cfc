"""The error tree.

StemmaError
├── ReadError           an input could not be read at all
│   ├── FormatError     it was opened, but its content is not what its format promises
│   └── FetchError      it could not be fetched (only with --fetch)
├── ModelError          the language model is missing or broken
├── LibraryError        the library file cannot be used
├── MissingExtraError   an optional package is not installed
└── ContractError       a value breaks an invariant of the model: a defect in Stemma, or a broken story file

A message says what failed, on which input, and what to do next. Only the command line exits.
"""

from __future__ import annotations


class StemmaError(Exception):
    """Any failure that Stemma itself raises."""


class ReadError(StemmaError):
    """An input could not be read."""

    def __init__(self, source: str, reason: str) -> None:
        """Name the input and say in words what is wrong with it and how to mend it."""
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class FormatError(ReadError):
    """An input was opened, but its content is not what its format promises."""


class FetchError(ReadError):
    """A page could not be fetched."""


class ModelError(StemmaError):
    """The language model is missing or broken."""


class LibraryError(StemmaError):
    """The library file cannot be used."""


class MissingExtraError(StemmaError):
    """An optional package is needed and not installed."""

    def __init__(self, need: str, extra: str) -> None:
        """Say what needs the package and print the install line."""
        super().__init__(f'{need} needs an optional package: pip install "stemma-news[{extra}]"')


class ContractError(StemmaError):
    """A value breaks an invariant of the model."""

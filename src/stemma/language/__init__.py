"""The language room: sentences, names, acts of saying and statements of a report."""

from stemma.language.analysis import EMBEDDED, EmbeddedModel, LanguageModel, load_model
from stemma.language.places import locate_by_outlet

__all__ = ["EMBEDDED", "EmbeddedModel", "LanguageModel", "load_model", "locate_by_outlet"]

"""The language room: sentences, names, acts of saying and statements of a report."""

from stemma.language.analysis import EMBEDDED, EmbeddedModel, LanguageModel, load_model

__all__ = ["EMBEDDED", "EmbeddedModel", "LanguageModel", "load_model"]

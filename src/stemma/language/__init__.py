"""Language: sentences, names, dates, attributions and statements of each report."""

from stemma.language.analysis import LanguageModel, load_model
from stemma.language.embedded import EMBEDDED, EmbeddedModel
from stemma.language.linking import link_speakers
from stemma.language.places import locate_by_outlet

__all__ = ["EMBEDDED", "EmbeddedModel", "LanguageModel", "link_speakers", "load_model", "locate_by_outlet"]

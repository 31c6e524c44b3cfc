"""The lineage room: which reports derive from which, and how sure that is."""

from stemma.lineage.stemma import infer_stemma

__all__ = ["infer_stemma"]

"""Collation: statements joined into claims, and every place where a copy bends its source."""

from stemma.collation.collate import Collation, collate
from stemma.collation.judge import Judge
from stemma.collation.variants import compare_passages

__all__ = ["Collation", "Judge", "collate", "compare_passages"]

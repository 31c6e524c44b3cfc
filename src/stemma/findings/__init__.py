"""The findings room: what a story comes to for those who act on it. Everything here works on values of the model."""

from stemma.findings.brief import WORDS
from stemma.findings.find import find_findings
from stemma.findings.issues import Issue, parse_issues

__all__ = ["WORDS", "Issue", "find_findings", "parse_issues"]

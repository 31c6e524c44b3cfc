"""The stories room: which reports tell of the same event."""

from stemma.stories.grouping import group_reports, one_group

__all__ = ["group_reports", "one_group"]

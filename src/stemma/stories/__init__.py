"""The stories room: which reports tell of the same event."""

from stemma.stories.grouping import Placement, group_reports, one_group, place_reports

__all__ = ["Placement", "group_reports", "one_group", "place_reports"]

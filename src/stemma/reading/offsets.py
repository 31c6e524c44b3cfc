"""Code points of a decoded input back to its bytes."""

from __future__ import annotations

from stemma.reading.decoding import Decoded


class ByteOffsets:
    """Finds bytes for code points; asked in rising order, it passes over the input once."""

    def __init__(self, decoded: Decoded) -> None:
        """Start at the head of the input, behind its byte order mark."""
        self._decoded = decoded
        self._point, self._byte = 0, decoded.skipped

    def at(self, point: int) -> int:
        """The byte where a code point of the decoded input starts."""
        if point < self._point:
            self._point, self._byte = 0, self._decoded.skipped
        passed = self._decoded.text[self._point : point]
        self._byte += len(passed.encode(self._decoded.encoding))
        self._point = point
        return self._byte

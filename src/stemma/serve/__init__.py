"""The web door: the pages and the API over a library, served from this machine."""

from stemma.serve.run import serve

__all__ = ["serve"]

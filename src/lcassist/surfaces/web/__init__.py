"""The web page: a conversation with the sources of each answer beside it, and the page's API."""

from lcassist.surfaces.web.server import build, serve

__all__ = ["build", "serve"]

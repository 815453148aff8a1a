"""The portal's own web application; where a run takes a guard of the web away, without it."""

from reformtracker.wsgi import application
from scripts.chaos import hooks

__all__ = ["application"]

if "queue" in hooks.WITHOUT:
    hooks.GUARDS["queue"]()

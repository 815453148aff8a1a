"""The WSGI door that gunicorn serves. It stays shut when the configuration must not serve."""

import gc
import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from reformtracker.checks import refusals

# gunicorn's own code for "the application cannot be loaded": it stops then, instead of trying for ever.
CANNOT_LOAD = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")


def guarded_application() -> WSGIHandler:
    """The application; ends the process with one line per reason where a system check forbids to serve."""
    try:
        django.setup(set_prefix=False)
        lines = refusals()
    except ImproperlyConfigured as error:
        lines = [str(error)]
    if lines:
        print(*(f"error: {line}" for line in lines), sep="\n", file=sys.stderr)
        sys.exit(CANNOT_LOAD)
    # All pages are imported now: what is broken stops the start, and the first visitor does not wait for it.
    get_resolver().url_patterns  # noqa: B018  a cached property
    return get_wsgi_application()


application = guarded_application()
# What is loaded now stays for good. Without this, every full collection walks through all of it (some 100,000
# objects), in the middle of somebody's page: about every fifteenth one would wait for it.
gc.collect()
gc.freeze()

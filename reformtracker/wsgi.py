"""The WSGI door that gunicorn serves. It stays shut when the configuration must not serve."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

# gunicorn's own code for "the application cannot be loaded": it stops then, instead of trying for ever.
CANNOT_LOAD = 4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reformtracker.settings")


def guarded_application() -> WSGIHandler:
    """The application; ends the process with one line per reason where a system check forbids to serve."""
    try:
        handler = get_wsgi_application()
    except ImproperlyConfigured as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(CANNOT_LOAD)
    from reformtracker.checks import refusals  # needs the app registry, which stands only now

    if lines := refusals():
        print(*(f"error: {line}" for line in lines), sep="\n", file=sys.stderr)
        sys.exit(CANNOT_LOAD)
    return handler


application = guarded_application()

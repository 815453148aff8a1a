"""Reading a JSON file at the command line: whatever is wrong with it becomes one clear line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError

from reformtracker.lib.errors import Refused


@contextmanager
def one_line_errors(file: Path) -> Iterator[None]:
    """Raises CommandError for a file that cannot be read, is no JSON, or says what the portal refuses."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{file} is not a JSON file: {error}") from error
    except Refused as refusal:
        raise CommandError(f"{file}: {refusal.message}") from refusal

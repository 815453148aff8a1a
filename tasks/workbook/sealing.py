"""The signed copy of a plan that its workbook carries: what was given out, for telling what was changed."""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

from tasks.models import Plan
from tasks.workbook import book as books
from tasks.workbook.book import Book

SALT = "tasks.workbook.base"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """Which plan was given out (its slug), and all of its rows."""

    slug: str
    book: Book


def seal(book: Book, plan: Plan) -> str:
    """Signed and compressed text."""
    given = {"version": VERSION, "slug": plan.slug, "book": books.dump(book)}
    return Signer(salt=SALT).sign_object(given, compress=True)


def unseal(text: str) -> Sealed | None:
    """None for what this portal has not signed; nothing is unpacked before the signature is known."""
    try:
        given = Signer(salt=SALT).unsign_object(text)
    except (BadSignature, ValueError):
        return None
    if given.get("version") != VERSION:
        return None
    return Sealed(given["slug"], books.load(given["book"]))

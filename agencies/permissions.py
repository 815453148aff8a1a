"""How far an account's sight reaches: own place, what lies in it, what stands above; never a neighbour."""

from django.db.models import Q

from agencies.enums import REPORTING_ROLES, Level, UserRole
from agencies.models import Jurisdiction, Membership, User


def ancestors(path: str) -> list[str]:
    """Paths from the root down to `path` itself: "CN/350000/" gives ["CN/", "CN/350000/"]."""
    codes = path.strip("/").split("/")
    return ["/".join(codes[: n + 1]) + "/" for n in range(len(codes))]


def sees_everything(user: User) -> bool:
    """The secretariat owns the plans, the auditor reads everything."""
    return user.is_secretariat or user.is_auditor


def within_sight(user: User, jurisdiction: str) -> Q:
    """Condition on a jurisdiction reached through the lookup `jurisdiction` ("agency__jurisdiction").

    A reporting post sees its own place and everything below it, and the bodies above it whose plans it
    carries out; another province is out of sight. No business role: nothing.
    """
    if sees_everything(user):
        return Q()
    sight = Q(pk__in=[])
    for path in _places(user):
        sight |= Q(**{f"{jurisdiction}__path__startswith": path}) | Q(
            **{f"{jurisdiction}__path__in": ancestors(path)}
        )
    return sight


def reaches(user: User, path: str) -> bool:
    """Whether the place of that path is within_sight of the user: the same rule for a place at hand."""
    return sees_everything(user) or any(
        path.startswith(place) or place.startswith(path) for place in _places(user)
    )


def within_own_place(user: User, jurisdiction: str) -> Q:
    """Condition on a jurisdiction: the place below the nation for which the user reports, or in it."""
    own = Q(pk__in=[])
    for post in user.reporting_posts:
        if place := own_place(post):
            own |= Q(**{f"{jurisdiction}__path__startswith": place.path})
    return own


def own_place(post: Membership) -> Jurisdiction | None:
    """The place below the nation for whose body the post reports, if it is such a post."""
    place = post.agency.jurisdiction if post.agency and post.role in REPORTING_ROLES else None
    return place if place and place.level != Level.NATION else None


def _places(user: User) -> list[str]:
    """The paths of the places for whose bodies the user reports; such posts always have an agency."""
    return [post.agency.jurisdiction.path for post in user.reporting_posts if post.agency]


def speaks_for(user: User, agency_id: int, jurisdiction_path: str) -> bool:
    """Whether the user reports for that agency: officers for their own, provincials for their place.

    A provincial post at a national body (a slip of whoever gave it) covers that body alone, not the nation.
    """
    return any(
        post.agency_id == agency_id or _covers(post, jurisdiction_path) for post in user.reporting_posts
    )


def spoken_for(user: User, agency: str) -> Q:
    """The same as a condition on an agency reached through the lookup `agency` ("assignment__agency")."""
    own = Q(pk__in=[])
    for post in user.reporting_posts:
        own |= Q(**{agency: post.agency_id})
        place = own_place(post)
        if post.role == UserRole.PROVINCIAL and place:
            own |= Q(**{f"{agency}__jurisdiction__path__startswith": place.path})
    return own


def _covers(post: Membership, jurisdiction_path: str) -> bool:
    place = post.agency.jurisdiction if post.agency else None
    if post.role != UserRole.PROVINCIAL or place is None or place.level == Level.NATION:
        return False
    return jurisdiction_path.startswith(place.path)

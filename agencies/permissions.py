"""How far an account's sight reaches: own place, what lies in it, what stands above; never a neighbour."""

from django.db.models import Q

from agencies.enums import Level, UserRole
from agencies.models import Membership, User


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


def _covers(post: Membership, jurisdiction_path: str) -> bool:
    place = post.agency.jurisdiction if post.agency else None
    if post.role != UserRole.PROVINCIAL or place is None or place.level == Level.NATION:
        return False
    return jurisdiction_path.startswith(place.path)

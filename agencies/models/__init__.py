"""WHO and WHERE: jurisdictions, agencies with all their names, accounts and their posts, access events."""

from agencies.models.accounts import ApiToken, Membership, User
from agencies.models.bodies import Agency, AgencyName, Jurisdiction, JurisdictionQuerySet, Succession
from agencies.models.events import AccessEvent, EventChain, Retention

__all__ = [
    "AccessEvent",
    "Agency",
    "AgencyName",
    "ApiToken",
    "EventChain",
    "Jurisdiction",
    "JurisdictionQuerySet",
    "Membership",
    "Retention",
    "Succession",
    "User",
]

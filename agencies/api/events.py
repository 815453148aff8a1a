"""Access events: the audit administrator and the auditor see all, the security administrator their part."""

from django.db.models import QuerySet

from agencies.api.base import ReadOnlyViewSet
from agencies.event_list import EventFilter, visible_to
from agencies.models import AccessEvent
from agencies.serializers import AccessEventSerializer


class EventViewSet(ReadOnlyViewSet):
    """Who came in, was refused, got a role, took something out or changed a setting; newest first."""

    queryset = AccessEvent.objects.none()
    serializer_class = AccessEventSerializer
    filterset_class = EventFilter
    orderings = {"n": "n", "at": "at"}
    ordering = ("-n",)
    lookup_field = "n"
    lookup_value_regex = "[0-9]{1,18}"

    def get_queryset(self) -> QuerySet[AccessEvent]:
        return visible_to(self.reader).select_related("actor")

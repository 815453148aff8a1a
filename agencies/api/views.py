"""Reference data: agencies and places, which every account may read."""

from agencies.api.base import ReadOnlyViewSet
from agencies.api.filters import AgencyFilter, JurisdictionFilter
from agencies.models import Agency, Jurisdiction
from agencies.serializers import AgencyDetailSerializer, AgencySerializer, JurisdictionSerializer

CODE = "[^/]+"


class AgencyViewSet(ReadOnlyViewSet):
    """Bodies that carry duties, dissolved ones included; the detail has every name and the successors."""

    queryset = Agency.objects.select_related("jurisdiction")
    filterset_class = AgencyFilter
    orderings = {"position": "position", "code": "code", "name_en": "name_en", "name_zh": "name_zh"}
    ordering = ("position",)
    lookup_field = "code"
    lookup_value_regex = CODE

    def get_serializer_class(self):
        return AgencySerializer if self.action == "list" else AgencyDetailSerializer

    def get_queryset(self):
        if self.action == "list":
            return self.queryset.all()
        return self.queryset.prefetch_related(
            "names",
            "successions__predecessor",
            "successions__successor",
            "inheritances__predecessor",
            "inheritances__successor",
        )


class JurisdictionViewSet(ReadOnlyViewSet):
    """Places with a government of their own, by their GB/T 2260 code."""

    queryset = Jurisdiction.objects.select_related("parent")
    serializer_class = JurisdictionSerializer
    filterset_class = JurisdictionFilter
    orderings = {"position": "position", "code": "code", "name_en": "name_en", "name_zh": "name_zh"}
    ordering = ("position",)
    lookup_field = "code"
    lookup_value_regex = CODE

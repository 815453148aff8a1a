"""Saved filters: views of the task list that the reader keeps under a name."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.base import ReadOnlyViewSet
from agencies.enums import Scope
from tasks import saved
from tasks.models import SavedFilter
from tasks.serializers.saved import SavedFilterChange, SavedFilterInput, SavedFilterSerializer


class SavedFilterViewSet(ReadOnlyViewSet):
    """One's own saved filters; nobody else's, whoever asks."""

    queryset = SavedFilter.objects.none()
    serializer_class = SavedFilterSerializer
    scopes = {"create": Scope.EXPORT, "partial_update": Scope.EXPORT, "destroy": Scope.EXPORT}
    orderings = {"name": "name", "created_at": "created_at"}
    ordering = ("name",)

    def get_queryset(self) -> QuerySet[SavedFilter]:
        return saved.views_of(self.reader)

    @extend_schema(request=SavedFilterInput, responses={201: SavedFilterSerializer})
    def create(self, request: Request) -> Response:
        """Keeps a filter; the same query under the same name again is the one that is there."""
        if not self.reader.sees_business:
            raise PermissionDenied
        said = SavedFilterInput(data=request.data)
        said.is_valid(raise_exception=True)
        view = saved.keep(**said.validated_data, by=self.reader)
        return Response(self.get_serializer(view).data, status=201)

    @extend_schema(request=SavedFilterChange, responses=SavedFilterSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Another name or another query. Reports that were asked for with the old one keep the old one."""
        view = self.get_object()
        said = SavedFilterChange(data=request.data)
        said.is_valid(raise_exception=True)
        with transaction.atomic():
            if "name" in said.validated_data:
                saved.rename(view, said.validated_data["name"], by=self.reader)
            if "query" in said.validated_data:
                saved.change(view, said.validated_data["query"], by=self.reader)
        return Response(self.get_serializer(view).data)

    @extend_schema(responses={204: OpenApiResponse(description="Deleted.")})
    def destroy(self, request: Request, pk: str) -> Response:
        """Deletes it."""
        saved.forget(self.get_object(), by=self.reader)
        return Response(status=204)

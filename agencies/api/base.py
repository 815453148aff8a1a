"""What every view of the API shares."""

from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.api.permissions import HasScope
from agencies.api.schema import PortalSchema
from agencies.enums import Scope
from agencies.models import User
from reformtracker.lib.parsers import BoundedJSON, BoundedMultiPart


class PortalView(APIView):
    """Signed in, scope checked, bounded input, documented errors; `scopes` maps actions to what they need."""

    scopes: dict[str, Scope] = {}
    permission_classes = [IsAuthenticated, HasScope]
    parser_classes = [BoundedJSON, BoundedMultiPart]
    schema = PortalSchema()
    # No answer to OPTIONS: the OpenAPI document says more, and to signed-in readers only.
    metadata_class = None

    @property
    def reader(self) -> User:
        """Who asks; the permission classes have refused everybody else."""
        assert isinstance(self.request.user, User)
        return self.request.user


class PublicOrdering(OrderingFilter):
    """`ordering=due_on,-percent` by the names in the view's `orderings`; what has no value comes last.

    A name that is not published is refused: silently another order would be worse.
    """

    def filter_queryset(self, request: Request, queryset: QuerySet, view: APIView) -> QuerySet:
        assert isinstance(view, ReadOnlyViewSet)
        asked = request.query_params.get(self.ordering_param, "")
        terms = [self._term(term.strip(), view) for term in asked.split(",") if term.strip()]
        # The key last: pages must not overlap where everything else is equal.
        return queryset.order_by(*(terms or view.ordering), "pk")

    def _term(self, term: str, view: "ReadOnlyViewSet") -> OrderBy:
        path = view.orderings.get(term.removeprefix("-"))
        if path is None:
            names = ", ".join(view.orderings)
            raise ValidationError({self.ordering_param: _("Lists can be ordered by: %s.") % names})
        return F(path).desc(nulls_last=True) if term.startswith("-") else F(path).asc(nulls_last=True)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        assert isinstance(view, ReadOnlyViewSet)
        names = [sign + name for name in view.orderings for sign in ("", "-")]
        return [
            {
                "name": self.ordering_param,
                "required": False,
                "in": "query",
                "description": "Names separated by commas; a minus turns the order round.",
                "schema": {"type": "array", "items": {"type": "string", "enum": names}},
                "explode": False,
                "style": "form",
            }
        ]


class ReadOnlyViewSet(PortalView, viewsets.ReadOnlyModelViewSet):
    """A list and its details; `orderings` maps the public name of an order to the lookup behind it."""

    filter_backends = [DjangoFilterBackend, PublicOrdering]
    orderings: dict[str, str] = {}
    ordering: tuple[str, ...] = ()

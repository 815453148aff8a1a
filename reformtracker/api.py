"""Addresses of the API: /api/v1/ the resources, /api/schema/ the OpenAPI document, /api/docs/ its page."""

from csp.constants import UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.routers import DefaultRouter

from agencies.api.base import PortalView
from agencies.api.events import EventViewSet
from agencies.api.views import AgencyViewSet, JurisdictionViewSet
from reports.api import ReportFileView, ReportViewSet
from reports.editions.api import EditionFileView, EditionViewSet, IssueView
from reports.provinces.api import PlanProvincesView
from reports.schedules.api import ScheduleViewSet
from reports.sealing.api import CheckViewSet, SealViewSet
from tasks.api.duties import AssignmentViewSet, EntryViewSet, MovesView
from tasks.api.me import MeView
from tasks.api.plans import AreaViewSet, MeasureViewSet, PlanViewSet, TaskViewSet
from tasks.api.rounds import RoundViewSet
from tasks.api.saved import SavedFilterViewSet
from tasks.api.targets import TargetViewSet

app_name = "api"


@extend_schema(exclude=True)
class Nowhere(PortalView):
    """Every other address below /api/: a problem like every other, not a page."""

    def get(self, request: Request, rest: str) -> HttpResponse:
        # What APPEND_SLASH does elsewhere; this view would hide the missing slash from it.
        if not rest.endswith("/") and rest:
            return redirect(request.get_full_path(force_append_slash=True))
        raise Http404

    def post(self, request: Request, rest: str) -> HttpResponse:
        raise Http404

    put = patch = delete = post


class Router(DefaultRouter):
    include_format_suffixes = False


router = Router()
router.register("plans", PlanViewSet, basename="plan")
router.register("areas", AreaViewSet, basename="area")
router.register("tasks", TaskViewSet, basename="task")
router.register("measures", MeasureViewSet, basename="measure")
router.register("targets", TargetViewSet, basename="target")
router.register("assignments", AssignmentViewSet, basename="assignment")
router.register("entries", EntryViewSet, basename="entry")
router.register("agencies", AgencyViewSet, basename="agency")
router.register("jurisdictions", JurisdictionViewSet, basename="jurisdiction")
router.register("rounds", RoundViewSet, basename="round")
router.register("reports", ReportViewSet, basename="report")
router.register("saved-filters", SavedFilterViewSet, basename="saved-filter")
router.register("seals/checks", CheckViewSet, basename="seal-check")
router.register("seals", SealViewSet, basename="seal")
router.register("editions", EditionViewSet, basename="edition")
router.register("schedules", ScheduleViewSet, basename="schedule")
router.register("events", EventViewSet, basename="event")


# Swagger UI styles its own elements; this one page allows that, and the icons inside its style sheet.
@csp_update({"style-src": [UNSAFE_INLINE], "img-src": ["data:"]})
@login_required
def docs(request: HttpRequest) -> HttpResponse:
    view = SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="api_docs.html")
    return view(request)


urlpatterns = [
    # /api/v1/
    path("v1/me/", MeView.as_view(), name="me"),
    path("v1/moves/", MovesView.as_view(), name="moves"),
    path("v1/plans/<slug:slug>/provinces/", PlanProvincesView.as_view(), name="plan-provinces"),
    path("v1/reports/<uuid:id>/issue/", IssueView.as_view(), name="report-issue"),
    path("v1/editions/<uuid:id>/files/<slug:kind>/", EditionFileView.as_view(), name="edition-file"),
    path("v1/reports/<uuid:id>/files/<slug:kind>/", ReportFileView.as_view(), name="report-file"),
    path("v1/", include(router.urls)),
    # /api/
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    re_path(r"^(?P<rest>[\s\S]*)\Z", Nowhere.as_view(), name="nowhere"),
]

"""Addresses of reports and dashboards."""

from django.urls import include, path

from reports import (
    comparison_views,
    dashboard_views,
    discipline_views,
    downloads,
    event_exports,
    export_views,
    local_exports,
    reading_views,
    round_export,
    slip_exports,
    target_exports,
    views,
)
from reports.editions import views as edition_views
from reports.provinces import place_views
from reports.provinces import views as province_views
from reports.schedules import views as schedule_views
from reports.slices import views as slice_views

app_name = "reports"
urlpatterns = [
    # slices/
    path("slices/verify_slice.py", slice_views.verifier, name="slice_verifier"),
    # plans/compare/
    path("plans/compare/", comparison_views.compare, name="compare"),
    path("plans/compare/export/<slug:kind>/", comparison_views.export, name="export_comparison"),
    # dashboard/, plans/<slug>/, agencies/
    path("dashboard/", dashboard_views.overview, name="overview"),
    path("plans/<slug:slug>/dashboard/", dashboard_views.dashboard, name="dashboard"),
    path("plans/<slug:slug>/areas/<int:position>/", dashboard_views.area, name="area"),
    path("agencies/", dashboard_views.agencies, name="agencies"),
    path("agencies/<str:code>/", dashboard_views.agency, name="agency"),
    # plans/<slug>/provinces/, provinces/
    path("plans/<slug:slug>/provinces/", province_views.matrix, name="matrix"),
    path(
        "plans/<slug:slug>/provinces/export/<slug:kind>/", province_views.export_matrix, name="export_matrix"
    ),
    path(
        "plans/<slug:slug>/provinces/<str:code>/tasks/<str:number>/",
        place_views.place_task,
        name="place_task",
    ),
    path(
        "plans/<slug:slug>/tasks/<str:number>/provinces/",
        province_views.task_provinces,
        name="task_provinces",
    ),
    path("provinces/", province_views.provinces, name="provinces"),
    path("provinces/export/<slug:kind>/", province_views.export_provinces, name="export_provinces"),
    path("provinces/<str:code>/", place_views.province, name="province"),
    # plans/<slug>/targets/
    path(
        "plans/<slug:slug>/targets/export/<slug:kind>/", target_exports.export_targets, name="export_targets"
    ),
    path(
        "plans/<slug:slug>/targets/<int:pk>/export/<slug:kind>/",
        target_exports.export_target,
        name="export_target",
    ),
    # plans/<slug>/adoption/, plans/<slug>/findings/
    path("plans/<slug:slug>/adoption/export/<slug:kind>/", local_exports.adoption, name="export_adoption"),
    path("plans/<slug:slug>/findings/export/<slug:kind>/", local_exports.findings, name="export_findings"),
    # plans/<slug>/discipline/, plans/<slug>/rounds/
    path("plans/<slug:slug>/discipline/", discipline_views.discipline, name="discipline"),
    path(
        "plans/<slug:slug>/discipline/export/<slug:kind>/", discipline_views.export, name="export_discipline"
    ),
    path(
        "plans/<slug:slug>/rounds/<str:number>/export/<slug:kind>/",
        round_export.returns,
        name="export_returns",
    ),
    # tasks/export/
    path("tasks/export/<slug:kind>/", export_views.duties, name="export_duties"),
    path("slips/export/<slug:kind>/", slip_exports.slips, name="export_slips"),
    # events/export/
    path("events/export/<slug:kind>/", event_exports.events, name="export_events"),
    # reports/
    path("reports/", views.report_list, name="list"),
    path("reports/ask/", views.ask, name="ask"),
    path("reports/<uuid:public_id>/", views.detail, name="detail"),
    path("reports/<uuid:public_id>/read/", reading_views.read, name="read"),
    path("reports/<uuid:public_id>/status/", views.status, name="status"),
    path("reports/<uuid:public_id>/cancel/", views.cancel, name="cancel"),
    path("reports/<uuid:public_id>/retry/", views.retry, name="retry"),
    path("reports/<uuid:public_id>/files/<slug:kind>/", downloads.download, name="download"),
    path("reports/<uuid:public_id>/issue/", edition_views.issue, name="issue"),
    # editions/
    path("editions/", edition_views.editions, name="editions"),
    path("editions/export/<slug:kind>/", edition_views.export, name="export_editions"),
    path("editions/<uuid:public_id>/", edition_views.edition, name="edition"),
    path("editions/<uuid:public_id>/files/<slug:kind>/", edition_views.file, name="edition_file"),
    path("editions/<uuid:public_id>/again/", edition_views.again, name="edition_again"),
    path("editions/<uuid:public_id>/again/<uuid:report_id>/", edition_views.check, name="edition_check"),
    path(
        "editions/<uuid:public_id>/again/<uuid:report_id>/correct/",
        edition_views.correct,
        name="edition_correct",
    ),
    path("editions/<uuid:public_id>/compare/", edition_views.comparison, name="edition_comparison"),
    path(
        "editions/<uuid:public_id>/compare/export/<slug:kind>/",
        edition_views.export_comparison,
        name="export_edition_comparison",
    ),
    # seals/
    path("seals/", include("reports.sealing.urls")),
    # schedules/
    path("schedules/", schedule_views.schedules, name="schedules"),
    path("schedules/new/", schedule_views.new, name="schedule_new"),
    path("schedules/<int:pk>/", schedule_views.edit, name="schedule_edit"),
    path("schedules/<int:pk>/<slug:act>/", schedule_views.switch, name="schedule_switch"),
]

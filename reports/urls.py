"""Addresses of reports and dashboards."""

from django.urls import path

from reports import comparison_views, dashboard_views, export_views, views

app_name = "reports"
urlpatterns = [
    # plans/compare/
    path("plans/compare/", comparison_views.compare, name="compare"),
    path("plans/compare/export/<slug:kind>/", comparison_views.export, name="export_comparison"),
    # dashboard/, plans/<slug>/, agencies/
    path("dashboard/", dashboard_views.overview, name="overview"),
    path("plans/<slug:slug>/dashboard/", dashboard_views.dashboard, name="dashboard"),
    path("plans/<slug:slug>/areas/<int:position>/", dashboard_views.area, name="area"),
    path("agencies/", dashboard_views.agencies, name="agencies"),
    path("agencies/<str:code>/", dashboard_views.agency, name="agency"),
    # tasks/export/
    path("tasks/export/<slug:kind>/", export_views.duties, name="export_duties"),
    # reports/
    path("reports/", views.report_list, name="list"),
    path("reports/ask/", views.ask, name="ask"),
    path("reports/<uuid:public_id>/", views.detail, name="detail"),
    path("reports/<uuid:public_id>/status/", views.status, name="status"),
    path("reports/<uuid:public_id>/cancel/", views.cancel, name="cancel"),
    path("reports/<uuid:public_id>/retry/", views.retry, name="retry"),
    path("reports/<uuid:public_id>/files/<slug:kind>/", views.download, name="download"),
]

"""Addresses below seals/."""

from django.urls import path

from reports.sealing import views

urlpatterns = [
    path("", views.seals, name="seals"),
    path("<int:number>/", views.seal, name="seal"),
    path("<int:number>/publish/", views.publish, name="publish_seal"),
    path("<int:number>/checkpoint/", views.checkpoint, name="seal_checkpoint"),
    path("<int:number>/sheet/", views.sheet, name="seal_sheet"),
    path("<int:number>/code.svg", views.code, name="seal_code"),
    # seals/checks/
    path("checks/", views.verify_now, name="verify_now"),
    path("checks/<uuid:public_id>/", views.check, name="check"),
    path("checks/<uuid:public_id>/status/", views.check_status, name="check_status"),
    path("checks/<uuid:public_id>/cancel/", views.cancel_check, name="cancel_check"),
]

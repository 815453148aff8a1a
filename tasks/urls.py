from django.urls import path

from tasks.views import desk, detail, evidence, intake, ledger, lists, moves, plans, workbook

app_name = "tasks"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("tasks/", lists.tasks, name="list"),
    # /plans/
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/issue/", plans.issue, name="issue"),
    path("plans/<slug:slug>/notice.json", plans.notice, name="notice"),
    path("plans/<slug:slug>/workbook.xlsx", workbook.download, name="workbook_file"),
    path("plans/<slug:slug>/workbook/", workbook.workbook, name="workbook"),
    path("plans/<slug:slug>/tasks/<str:number>/", detail.detail, name="detail"),
    # /intake/
    path("intake/", intake.intakes, name="intakes"),
    path("intake/hand-in/", intake.hand_in, name="hand_in"),
    path("intake/<uuid:public_id>/", intake.intake, name="intake"),
    path("intake/<uuid:public_id>/status/", intake.status, name="intake_status"),
    path("intake/<uuid:public_id>/cancel/", intake.cancel, name="intake_cancel"),
    path("intake/<uuid:public_id>/retry/", intake.retry, name="intake_retry"),
    path("intake/<uuid:public_id>/source/", intake.source, name="intake_source"),
    # /duties/
    path("duties/<int:pk>/<slug:move>/", moves.move, name="move"),
    path("evidence/<int:pk>/", evidence.evidence, name="evidence"),
    # /ledger/
    path("ledger/", ledger.ledgers, name="ledgers"),
    path("ledger/<slug:slug>/", ledger.ledger, name="ledger"),
]

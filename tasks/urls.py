from django.urls import path

from tasks.views import (
    desk,
    detail,
    evidence,
    intake,
    ledger,
    lists,
    moves,
    plans,
    review,
    review_issue,
    workbook,
)

app_name = "tasks"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("tasks/", lists.tasks, name="list"),
    # /plans/
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/issue/", plans.issue, name="issue"),
    path("plans/<slug:slug>/source/", review_issue.plan_source, name="plan_source"),
    path("plans/<slug:slug>/notice.json", plans.notice, name="notice"),
    path("plans/<slug:slug>/workbook.xlsx", workbook.download, name="workbook_file"),
    path("plans/<slug:slug>/workbook/", workbook.workbook, name="workbook"),
    path("plans/<slug:slug>/tasks/<str:number>/", detail.detail, name="detail"),
    # /intake/
    path("intake/", intake.intakes, name="intakes"),
    path("intake/hand-in/", intake.hand_in, name="hand_in"),
    path("intake/<uuid:public_id>/", review.page, name="intake"),
    path("intake/<uuid:public_id>/status/", intake.status, name="intake_status"),
    path("intake/<uuid:public_id>/cancel/", intake.cancel, name="intake_cancel"),
    path("intake/<uuid:public_id>/retry/", intake.retry, name="intake_retry"),
    path("intake/<uuid:public_id>/source/", intake.source, name="intake_source"),
    path("intake/<uuid:public_id>/edit/<str:node>/", review.edit, name="intake_edit"),
    path("intake/<uuid:public_id>/add/", review.add, name="intake_add"),
    path("intake/<uuid:public_id>/settle/", review.settle, name="intake_settle"),
    path("intake/<uuid:public_id>/undo/", review.undo, name="intake_undo"),
    path("intake/<uuid:public_id>/decisions/", review_issue.decisions, name="intake_decisions"),
    path(
        "intake/<uuid:public_id>/decisions/<int:n>/take-back/",
        review_issue.take_back,
        name="intake_take_back",
    ),
    path("intake/<uuid:public_id>/preview/", review_issue.preview, name="intake_preview"),
    path("intake/<uuid:public_id>/issue/", review_issue.issue, name="intake_issue"),
    path("intake/<uuid:public_id>/discard/", review_issue.discard, name="intake_discard"),
    # /duties/
    path("duties/<int:pk>/<slug:move>/", moves.move, name="move"),
    path("evidence/<int:pk>/", evidence.evidence, name="evidence"),
    # /ledger/
    path("ledger/", ledger.ledgers, name="ledgers"),
    path("ledger/<slug:slug>/", ledger.ledger, name="ledger"),
]

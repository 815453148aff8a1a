from django.urls import path

from tasks.views import desk, detail, evidence, ledger, lists, moves, plans

app_name = "tasks"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("tasks/", lists.tasks, name="list"),
    # /plans/
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:slug>/", plans.plan, name="plan"),
    path("plans/<slug:slug>/issue/", plans.issue, name="issue"),
    path("plans/<slug:slug>/notice.json", plans.notice, name="notice"),
    path("plans/<slug:slug>/tasks/<str:number>/", detail.detail, name="detail"),
    # /duties/
    path("duties/<int:pk>/<slug:move>/", moves.move, name="move"),
    path("evidence/<int:pk>/", evidence.evidence, name="evidence"),
    # /ledger/
    path("ledger/", ledger.ledgers, name="ledgers"),
    path("ledger/<slug:slug>/", ledger.ledger, name="ledger"),
]

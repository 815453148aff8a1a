from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from agencies import event_views, views

app_name = "agencies"

urlpatterns = [
    # /account/
    path("account/", views.profile, name="profile"),
    path("account/sign-in/", views.SignIn.as_view(), name="sign_in"),
    # Signing out twice, or after the session has ended, is no error: hence without a login.
    path("account/sign-out/", login_not_required(auth_views.LogoutView.as_view()), name="sign_out"),
    # /accounts/
    path("accounts/", views.accounts, name="accounts"),
    # /events/
    path("events/", event_views.event_list, name="events"),
    path("events/retention/", event_views.retention_rule, name="retention"),
]

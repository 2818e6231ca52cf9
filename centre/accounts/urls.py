"""Addresses of signing in; those of the desk, which they stand before, are Django's."""

from django.urls import path

from centre.accounts import password_views, views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    # The names of Django's own views, which its page to sign in looks for.
    path(
        "password-reset/",
        password_views.ResetView.as_view(),
        name="admin_password_reset",
    ),
    path(
        "password-reset/sent/",
        password_views.ResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "password-reset/done/",
        password_views.ResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path(
        "password-reset/<uidb64>/<token>/",
        password_views.ResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
]

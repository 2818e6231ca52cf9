"""Addresses of signing in; those of the desk, which they stand before, are Django's."""

from django.urls import path

from centre.accounts import views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="sign-in"),
]

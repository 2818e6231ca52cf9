"""URLs of the JSON. They name no language: each answer has all of them."""

from django.urls import path

from events.api import views

app_name = "api"

urlpatterns = [
    path("", views.index, name="index"),
    path("sessions/", views.sessions, name="sessions"),
    path("standing-offers/", views.standing_offers, name="standing-offers"),
    path("study-visits/", views.study_visits, name="study-visits"),
]

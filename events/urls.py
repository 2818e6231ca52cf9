from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import pgettext_lazy

from events.manage_urls import manage_urls
from events.request_urls import request_urls
from events.views import activities, feedback, registration, visits

app_name = "events"

activity_urls = [
    path("", activities.activity_list, name="activity-list"),
    path(
        pgettext_lazy("url", "type/<slug:slug>/"),
        activities.activity_type,
        name="activity-type",
    ),
    path("<slug:slug>/", activities.activity_detail, name="activity-detail"),
    path(
        "<slug:slug>/calendar.ics",
        activities.activity_ics,
        name="activity-calendar",
    ),
]

register_urls = [
    path(
        pgettext_lazy("url", "delegation/"),
        registration.step,
        {"name": "delegation"},
        name="register-delegation",
    ),
    path(
        pgettext_lazy("url", "contact/"),
        registration.step,
        {"name": "contact"},
        name="register-contact",
    ),
    path(
        pgettext_lazy("url", "people/"),
        registration.step,
        {"name": "people"},
        name="register-people",
    ),
    path(
        pgettext_lazy("url", "parts/"),
        registration.step,
        {"name": "parts"},
        name="register-parts",
    ),
    path(
        pgettext_lazy("url", "privacy/"),
        registration.step,
        {"name": "privacy"},
        name="register-privacy",
    ),
    path(pgettext_lazy("url", "check/"), registration.check, name="register-check"),
    path(pgettext_lazy("url", "done/"), registration.done, name="register-done"),
]

visit_urls: list[URLPattern | URLResolver] = [
    path("", visits.visit_list, name="visit-list"),
    path("<slug:slug>/", visits.visit_detail, name="visit-detail"),
    path("<slug:slug>/calendar.ics", visits.visit_ics, name="visit-calendar"),
    path(pgettext_lazy("url", "<slug:slug>/register/"), include(register_urls)),
]

urlpatterns = [
    path(pgettext_lazy("url", "activities/"), include(activity_urls)),
    path(pgettext_lazy("url", "study-visits/"), include(visit_urls)),
    *request_urls,
    *manage_urls,
    path(
        pgettext_lazy("url", "registration/<str:token>/feedback/"),
        feedback.feedback,
        name="feedback",
    ),
    path(
        pgettext_lazy("url", "registration/<str:token>/feedback/thanks/"),
        feedback.thanks,
        name="feedback-thanks",
    ),
]

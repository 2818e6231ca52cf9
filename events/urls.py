"""Every public address of the app: one line a subject."""

from django.urls import include, path
from django.utils.translation import pgettext_lazy

from events.activities.urls import activity_urls
from events.invitations.urls import invitation_urls
from events.registrations.self_service.urls import manage_urls
from events.visit_requests.urls import request_urls
from events.visits.urls import visit_urls

app_name = "events"

urlpatterns = [
    path(pgettext_lazy("url", "activities/"), include(activity_urls)),
    path(pgettext_lazy("url", "study-visits/"), include(visit_urls)),
    *request_urls,
    *invitation_urls,
    *manage_urls,
]

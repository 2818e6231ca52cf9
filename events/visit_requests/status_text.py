"""What has become of a request for a visit, in words for who asked."""

from django.utils.translation import gettext as _

from events.models import VisitRequest

Status = VisitRequest.Status


def request_heading(asked: VisitRequest) -> str:
    """Say in one line how a request stands."""
    return {
        Status.RECEIVED: _("We have your request"),
        Status.PROPOSED: _("We propose a visit to you"),
        Status.UNSUITABLE: _("We are looking for another visit for you"),
        Status.ACCEPTED: _("Your delegation is registered"),
        Status.DECLINED: _("We can’t receive you this time"),
        Status.WITHDRAWN: _("This request is withdrawn"),
    }[Status(asked.status)]


def request_next_step(asked: VisitRequest, *, registration_shown: bool) -> str:
    """Say what happens next, or what the reader can do.

    `registration_shown` is whether the page leads on to the registration.
    """
    if asked.status == Status.ACCEPTED and registration_shown:
        return _("The registration has a page of its own.")
    return {
        Status.RECEIVED: _(
            "We have not answered yet. When we do, you will get an e-mail."
        ),
        Status.PROPOSED: _(
            "Does it suit you? Take it, and your delegation is registered."
        ),
        Status.UNSUITABLE: _(
            "The visit we proposed does not suit you. When we have another one, you "
            "will get an e-mail."
        ),
        Status.ACCEPTED: _(
            "The newest link to your registration is in the last e-mail from us."
        ),
        Status.DECLINED: _("You are welcome to ask for other dates."),
        Status.WITHDRAWN: _("If that was a mistake, ask once more."),
    }[Status(asked.status)]

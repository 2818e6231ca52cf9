"""What the mails to a delegation say, kind by kind; one template sets them all.

`%(reference)s`, `%(visit)s`, `%(seats)s`, `%(wished)s`, `%(place)s` (in the queue),
`%(deadline)s`, `%(confirm_by)s` and `%(minutes)d` (of a code) are filled in.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from events.models import OutgoingEmail, StudyVisit

Kind = OutgoingEmail.Kind


@dataclass(frozen=True)
class MailText:
    """Subject, first sentence, and the sentence below the link."""

    subject: Promise
    says: Promise
    note: Promise | str = ""
    link: str = "registration"  # the view that its link opens, or nothing


KEEP_IT = _("Keep this link to yourself: whoever has it can withdraw the registration.")

# In every mail to a contact who has not confirmed her address yet.
CONFIRM = _(
    "Please confirm your address: open the link below and press the button by "
    "%(confirm_by)s. Without that your "
    "registration ends, and places it holds go to others."
)

MAIL_TEXTS: dict[str, MailText] = {
    Kind.RECEIVED: MailText(
        _("Registered (%(reference)s): %(visit)s"),
        _("your delegation is registered. We look forward to your visit."),
        KEEP_IT,
    ),
    Kind.REQUESTED: MailText(
        _("We have your request (%(reference)s): %(visit)s"),
        _(
            "we have your request. Your places are held until we answer; you get "
            "another mail then."
        ),
        KEEP_IT,
    ),
    Kind.WAITLISTED: MailText(
        _("On the waiting list (%(reference)s): %(visit)s"),
        _(
            "your delegation is number %(place)s on the waiting list. If places come "
            "free, we offer them to you by mail."
        ),
        KEEP_IT,
    ),
    Kind.OFFERED: MailText(
        _("Places for you (%(reference)s): %(visit)s"),
        _(
            "places have come free: %(seats)s of the %(wished)s you wished for. Take "
            "them by %(deadline)s; after that we offer them to others."
        ),
        _("Open the link and choose. Opening it alone takes nothing."),
    ),
    Kind.LATE: MailText(
        _("After the deadline (%(reference)s): %(visit)s"),
        _(
            "registration had closed when your form reached us. You began it in time, "
            "so we keep it and answer you by mail. Until then no places are held for "
            "you."
        ),
        KEEP_IT,
    ),
    Kind.LAPSED: MailText(
        _("No longer waiting (%(reference)s): %(visit)s"),
        _(
            "your time on the waiting list, or to take the places that we offered, is "
            "over. Write to us if you still want to come."
        ),
    ),
    Kind.PROOF_DUE: MailText(
        _("Please confirm your address (%(reference)s): %(visit)s"),
        _("your delegation is on our list, but you have not confirmed your address."),
        _("Was it not you who registered? Then do nothing, and it ends by itself."),
    ),
    Kind.EXPIRED: MailText(
        _("Address not confirmed (%(reference)s): %(visit)s"),
        _(
            "your address was not confirmed in time, so your places are free for "
            "others. Do you still want to come? The link below brings you back while "
            "there are places."
        ),
        _("Was it not you who registered? Then do nothing: we delete your address."),
    ),
    Kind.DECLINED: MailText(
        _("We can’t receive you this time (%(reference)s): %(visit)s"),
        _("we are sorry: we can’t receive your delegation at this visit."),
    ),
    Kind.CANCELLED: MailText(
        _("Visit cancelled (%(reference)s): %(visit)s"),
        _("we are sorry: this visit does not take place."),
    ),
    Kind.CHANGED: MailText(
        _("Number of people changed (%(reference)s): %(visit)s"),
        _("your registration is now for this number of people: %(seats)s."),
        KEEP_IT,
    ),
    Kind.PARTS: MailText(
        _("Parts of the visit (%(reference)s): %(visit)s"),
        _("the parts of the visit that you chose are now as you find them below."),
        KEEP_IT,
    ),
    Kind.PART_FREE: MailText(
        _("You are in (%(reference)s): %(visit)s"),
        _(
            "places have come free in a part of the visit that you waited for. Your "
            "people have them now; you need not do anything."
        ),
        KEEP_IT,
    ),
    Kind.CHANGE_ANSWER: MailText(
        _("The change you asked for (%(reference)s): %(visit)s"),
        _("you asked us to change your registration."),
        KEEP_IT,
    ),
    Kind.LINK: MailText(
        _("Your link (%(reference)s): %(visit)s"),
        _("here is the link to your delegation’s registration. Nothing has changed."),
        _("This link is new. The one we sent before no longer works."),
    ),
    Kind.CODE: MailText(
        _("Your code (%(reference)s): %(visit)s"),
        ngettext_lazy(
            "here is the code that shows what the people of your delegation need, and "
            "their addresses. It is good for %(minutes)d minute.",
            "here is the code that shows what the people of your delegation need, and "
            "their addresses. It is good for %(minutes)d minutes.",
            "minutes",
        ),
        _("Was it not you who asked for it? Then tell it to nobody, and do nothing."),
        link="",
    ),
    Kind.HANDED_OVER: MailText(
        _("New contact person (%(reference)s): %(visit)s"),
        _(
            "this registration has a new contact person. Your link to it no longer "
            "works. If you did not expect this, write to us."
        ),
        link="",
    ),
    Kind.JOINED: MailText(
        _("Joined with another delegation (%(reference)s): %(visit)s"),
        _(
            "your delegation and another one are one from now on. For your people "
            "everything stays as it was; you need not do anything."
        ),
        _(
            "The other contact person speaks for all of you now: your link changes "
            "nothing any more. News of the visit goes there and to everybody who has "
            "an e-mail on the list. If you did not expect this, write to us."
        ),
        link="",
    ),
    Kind.JOINED_BY: MailText(
        _("Joined by another delegation (%(reference)s): %(visit)s"),
        _(
            "another delegation and yours are one from now on. Your registration is "
            "for this number of people: %(seats)s. You are the contact person for all "
            "of them."
        ),
        KEEP_IT,
    ),
    Kind.WITHDRAWN: MailText(
        _("Withdrawn (%(reference)s): %(visit)s"),
        _(
            "your registration is withdrawn and your places are free for others. We "
            "would be glad to see you another time."
        ),
        link="",
    ),
    Kind.VISIT_CHANGED: MailText(
        _("The visit has changed (%(reference)s): %(visit)s"),
        _(
            "the time, the place or the programme has changed: below is how the visit "
            "is now. If you can’t come any more, please say so with the link."
        ),
        KEEP_IT,
    ),
    Kind.REMINDER: MailText(
        _("Your visit is near (%(reference)s): %(visit)s"),
        _("your visit is near. We look forward to seeing you."),
        KEEP_IT,
    ),
    Kind.NAMES_DUE: MailText(
        _("Names, please (%(reference)s): %(visit)s"),
        _(
            "we don’t know yet who is coming. Please write the names down by "
            "%(names_due)s."
        ),
        KEEP_IT,
    ),
    Kind.THANKS: MailText(
        _("Thank you (%(reference)s): %(visit)s"),
        _(
            "thank you for your visit. We would be glad to hear from you what was "
            "useful and what was missing."
        ),
        link="feedback",
    ),
}

# A visit without a day has a new time, but none that could be named.
# Asked of who is confirmed, until she says so.
STILL_COMING = _("Please open the link and say whether you are still coming.")

POSTPONED = MailText(
    _("Visit postponed (%(reference)s): %(visit)s"),
    _(
        "the visit is postponed: it does not take place on the day below. We write as "
        "soon as there is a new one; until then your registration stays."
    ),
    KEEP_IT,
)


def text_of(kind: str, visit: StudyVisit) -> MailText:
    """What a mail of a kind says about a visit as it is now."""
    postponed = visit.state == StudyVisit.State.POSTPONED
    if kind == Kind.VISIT_CHANGED and postponed:
        return POSTPONED
    return MAIL_TEXTS[kind]

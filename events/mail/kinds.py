"""The kinds of mail: what each says, to whom it goes and how it is treated.

A new kind is a member of `Kind` (with a migration), a row in `MAIL_KINDS`, its words in
the catalogues, and the line that writes it, mostly in `events/registrations/rules/`.
`tests/events/mail/test_kinds.py` refuses a kind without a row.

The words to a contact have their names filled in by `contact_emails.py`, those to
somebody else by the module of that mail.
"""

from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


class Kind(TextChoices):
    """The names of all kinds, as the outbox stores and staff read them."""

    RECEIVED = "registration_received", _("registration confirmed")
    LINK = "registration_link", _("link sent again")
    CODE = "mail_code", _("code to show needs and addresses")
    PROOF_DUE = "proof_due", _("address still to be confirmed")
    EXPIRED = "registration_expired", _("address not confirmed in time")
    WITHDRAWN = "registration_withdrawn", _("registration withdrawn")
    REQUESTED = "registration_requested", _("request for places received")
    WAITLISTED = "registration_waitlisted", _("on the waiting list")
    OFFERED = "registration_offered", _("places offered")
    LATE = "registration_late", _("came after the deadline")
    LAPSED = "registration_lapsed", _("offer or waiting list ended")
    DECLINED = "registration_declined", _("registration declined")
    CANCELLED = "registration_cancelled", _("visit cancelled")
    CHANGED = "registration_changed", _("registration changed")
    PARTS = "parts_changed", _("parts of the visit changed")
    PART_FREE = "part_free", _("place in a part of the visit")
    CHANGE_ANSWER = "change_answer", _("answer to a request for a change")
    TAKE_OVER_ASKED = "take_over_asked", _("question to a new contact person")
    HANDED_OVER = "registration_handed_over", _("new contact person")
    JOINED = "registration_joined", _("joined with another delegation")
    JOINED_BY = "registration_joined_by", _("another delegation joined")
    VISIT_CHANGED = "visit_changed", _("visit changed")
    REMINDER = "visit_reminder", _("reminder")
    NAMES_DUE = "names_due", _("names are missing")
    THANKS = "visit_thanks", _("thank you and feedback")
    DELEGATE_TOLD = "delegate_told", _("told that she was entered")
    DELEGATE_REMOVED = "delegate_removed", _("told that she was taken off the list")
    REQUEST_RECEIVED = "visit_request_received", _("request for a visit received")
    REQUEST_ANSWER = "visit_request_answer", _("answer to a request for a visit")
    STAFF_MESSAGE = "staff_message", _("message from staff")
    INVITATION = "invitation", _("invitation to a visit")
    INVITATIONS_RENEWED = "invitations_renewed", _("question about later invitations")


class Reader(Enum):
    """Whom a mail is written for; for each of them a module composes it."""

    CONTACT = "contact"
    SUCCESSOR = "who is asked to be the contact"
    DELEGATE = "delegate"
    REQUESTER = "who asked for a visit"
    WRITTEN_TO = "contact, in the words of staff alone"
    INVITEE = "who agreed to invitations"


class CustomText(Enum):
    """What staff may write into a mail themselves."""

    # It carries a new link, or staff's own answer.
    NOTHING = "nothing"
    # Its intro says what the reader must know.
    EXTRA_PARAGRAPH = "one paragraph more"
    # Its intro says nothing that is not said elsewhere in the mail.
    INTRO_TOO = "one paragraph more, and words instead of the intro"


class AskedBy(Enum):
    """Who can make a mail of a kind go out to an address that they merely typed.

    Such mail is limited for each mailbox (docs/adr/0022).
    """

    US = "staff, or the passing of time"
    # Limited for a contact who has not verified the e-mail, and for delegates.
    CONTACT = "whoever has the delegation's link"
    ANYBODY = "whoever types an address"


class IfUnsure(Enum):
    """What happens to a mail that was perhaps sent (docs/adr/0012)."""

    SEND_AGAIN = "it says something new: losing it is worse than sending it twice"
    ASK_STAFF = "it was said before: a second one annoys more than a lost one harms"


@dataclass(frozen=True, kw_only=True)
class MailText:
    """Subject, first sentence, and the sentence below the link."""

    subject: Promise | str
    intro: Promise | str
    footer_note: Promise | str = ""


@dataclass(frozen=True, kw_only=True)
class MailKind(MailText):
    """All that is particular to one kind of mail; each default is the harmless one."""

    reader: Reader = Reader.CONTACT
    asked_by: AskedBy = AskedBy.US
    # It says something later too; a code is good for minutes.
    can_wait: bool = True
    # The view that the link for a contact or a successor opens; without one the mail
    # names the visit's page. Others have links to one page alone.
    link: str = ""
    # What it says instead while the contact still has to verify the e-mail.
    if_unverified: MailText | None = None
    # What it says instead while its visit is postponed.
    if_postponed: MailText | None = None
    # Delegates who were told that they are on the list hear it as well as the contact,
    # because it changes their calendars.
    to_delegates: bool = False
    # What a delegate reads instead of the contact's words.
    delegate_text: MailText | None = None
    # The reader has nothing to do with the visit any more: the calendar file takes it
    # out. A delegate gets no link, a contact is not greeted by the new contact's name.
    reader_left: bool = False
    # It says that the reader's address is erased: so it is, once the mail is out.
    erases_address: bool = False
    # With it comes the code that is scanned at the door.
    door_code: bool = False
    # It says the programme as it is now.
    programme: bool = False
    # It says the house's address, and how to get there.
    way: bool = False
    # Where there are materials for those who came, it says that its link leads there.
    materials: bool = False
    # It asks who is confirmed for a visit that moved whether they still come.
    asks_still_coming: bool = False
    # It says when and where, so the visit comes with it as a file.
    calendar: bool = True
    # It is the first with that file; later ones change what is in the calendar.
    new_entry: bool = False
    # It waits for further changes, and is written anew with the next one.
    settles: bool = False
    # It goes to nobody whose registration has ended before it is sent.
    ends_with_registration: bool = False
    if_unsure: IfUnsure = IfUnsure.SEND_AGAIN
    custom_text: CustomText = CustomText.NOTHING

    def text(self, *, postponed: bool = False, unverified: bool = False) -> MailText:
        """Return what it says to a contact of this kind, about such a visit."""
        if unverified and self.if_unverified:
            return self.if_unverified
        return self.if_postponed if postponed and self.if_postponed else self


KEEP_IT = _("Keep this link to yourself: whoever has it can withdraw the registration.")
ON_THE_LIST = _("You are on the list: %(visit)s")
NOT_COMING = MailText(
    subject=_("Your delegation is not coming: %(visit)s"),
    intro=_(
        "the delegation that you were to come with will not take part in this "
        "visit. Its contact person knows more."
    ),
)
# REQUEST_TEXTS in visit_requests/emails.py has a text for each status of a request.
BY_STATUS = ""
# What staff wrote is the whole mail (events/models/messages.py).
BY_STAFF = ""

# In the order in which staff choose one to write words for.
MAIL_KINDS: dict[str, MailKind] = {
    Kind.REQUESTED: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("We have your request (%(reference)s): %(visit)s"),
        intro=_(
            "we have your request. Your places are held until we answer; you will "
            "get another e-mail then."
        ),
        footer_note=KEEP_IT,
        link="registration",
        custom_text=CustomText.EXTRA_PARAGRAPH,
        new_entry=True,
    ),
    Kind.RECEIVED: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("Registered (%(reference)s): %(visit)s"),
        intro=_("your delegation is registered. We look forward to your visit."),
        footer_note=KEEP_IT,
        link="registration",
        door_code=True,
        custom_text=CustomText.INTRO_TOO,
        new_entry=True,
    ),
    Kind.PROOF_DUE: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("Please confirm your address (%(reference)s): %(visit)s"),
        intro=_(
            "we have the registration of your delegation, but you have not confirmed "
            "your address."
        ),
        footer_note=_(
            "Was it not you who registered? Then do nothing, and it ends by itself."
        ),
        link="registration",
    ),
    Kind.EXPIRED: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("Address not confirmed (%(reference)s): %(visit)s"),
        intro=_(
            "your address was not confirmed in time, so your registration has ended. "
            "Do you still want to come? The link below brings you back while there are "
            "places."
        ),
        footer_note=_(
            "Was it not you who registered? Then do nothing: we delete your address."
        ),
        link="registration",
    ),
    Kind.WAITLISTED: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("On the waiting list (%(reference)s): %(visit)s"),
        intro=_(
            "your delegation is number %(place)s on the waiting list. If places become "
            "free, we offer them to you by e-mail."
        ),
        footer_note=KEEP_IT,
        if_unverified=MailText(
            subject=_("Please confirm your address (%(reference)s): %(visit)s"),
            intro=_(
                "we have the registration of your delegation, but no places are held "
                "for it yet. With your confirmed address it gets them if enough are "
                "free; if not, it waits in the order in which it was sent."
            ),
            footer_note=KEEP_IT,
        ),
        link="registration",
        custom_text=CustomText.EXTRA_PARAGRAPH,
        new_entry=True,
    ),
    Kind.OFFERED: MailKind(
        subject=_("Places for you (%(reference)s): %(visit)s"),
        intro=_(
            "places have become free: %(seats)s of the %(wished)s you wished for. "
            "Accept them by %(deadline)s; after that we offer them to others."
        ),
        footer_note=_(
            "Open the link and choose. Opening it does not accept anything yet."
        ),
        link="registration",
        custom_text=CustomText.EXTRA_PARAGRAPH,
    ),
    Kind.LATE: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("After the deadline (%(reference)s): %(visit)s"),
        intro=_(
            "registration had closed when your form reached us. You began it in time, "
            "so we keep it and answer you by e-mail. Until then no places are held for "
            "you."
        ),
        footer_note=KEEP_IT,
        link="registration",
        custom_text=CustomText.EXTRA_PARAGRAPH,
        new_entry=True,
    ),
    Kind.LAPSED: MailKind(
        subject=_("No longer waiting (%(reference)s): %(visit)s"),
        intro=_(
            "your time on the waiting list, or to accept the places that we offered, "
            "is over. Write to us if you still want to come."
        ),
        link="registration",
        to_delegates=True,
        delegate_text=NOT_COMING,
        custom_text=CustomText.EXTRA_PARAGRAPH,
    ),
    Kind.DECLINED: MailKind(
        subject=_("We can’t receive you this time (%(reference)s): %(visit)s"),
        intro=_("we are sorry: we can’t receive your delegation at this visit."),
        link="registration",
        to_delegates=True,
        delegate_text=NOT_COMING,
        custom_text=CustomText.INTRO_TOO,
    ),
    Kind.WITHDRAWN: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("Withdrawn (%(reference)s): %(visit)s"),
        intro=_(
            "your registration is withdrawn. We would be glad to see you another time."
        ),
        to_delegates=True,
        delegate_text=NOT_COMING,
        custom_text=CustomText.INTRO_TOO,
    ),
    Kind.CHANGED: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("Number of people changed (%(reference)s): %(visit)s"),
        intro=_("your registration is now for this number of people: %(seats)s."),
        footer_note=KEEP_IT,
        link="registration",
        settles=True,
        custom_text=CustomText.EXTRA_PARAGRAPH,
    ),
    Kind.PARTS: MailKind(
        asked_by=AskedBy.CONTACT,
        subject=_("Parts of the visit (%(reference)s): %(visit)s"),
        intro=_(
            "the parts of the visit that you chose are now as you find them below."
        ),
        footer_note=KEEP_IT,
        link="registration",
        settles=True,
    ),
    Kind.PART_FREE: MailKind(
        subject=_("You are in (%(reference)s): %(visit)s"),
        intro=_(
            "places have become free in a part of the visit that you waited for. Your "
            "people have them now; you need not do anything."
        ),
        footer_note=KEEP_IT,
        link="registration",
    ),
    Kind.CHANGE_ANSWER: MailKind(
        subject=_("The change you asked for (%(reference)s): %(visit)s"),
        intro=_("you asked us to change your registration."),
        footer_note=KEEP_IT,
        link="registration",
    ),
    Kind.VISIT_CHANGED: MailKind(
        subject=_("The visit has changed (%(reference)s): %(visit)s"),
        intro=_(
            "the time, the place or the programme has changed: below is how the visit "
            "is now. If you can’t come any more, please say so with the link."
        ),
        footer_note=KEEP_IT,
        link="registration",
        # It has a new time then, but none that could be named.
        if_postponed=MailText(
            subject=_("Visit postponed (%(reference)s): %(visit)s"),
            intro=_(
                "the visit is postponed: it will not take place on the day below. We "
                "will write as soon as there is a new date; until then your "
                "registration stays valid."
            ),
            footer_note=KEEP_IT,
        ),
        to_delegates=True,
        programme=True,
        asks_still_coming=True,
        settles=True,
        custom_text=CustomText.EXTRA_PARAGRAPH,
    ),
    Kind.CANCELLED: MailKind(
        subject=_("Visit cancelled (%(reference)s): %(visit)s"),
        intro=_("we are sorry: this visit will not take place."),
        link="registration",
        to_delegates=True,
        custom_text=CustomText.EXTRA_PARAGRAPH,
    ),
    Kind.NAMES_DUE: MailKind(
        subject=_("Names, please (%(reference)s): %(visit)s"),
        intro=_(
            "we don’t know yet who is coming. Please write the names down by "
            "%(names_due)s."
        ),
        footer_note=KEEP_IT,
        link="registration",
        if_unsure=IfUnsure.ASK_STAFF,
        custom_text=CustomText.EXTRA_PARAGRAPH,
    ),
    Kind.REMINDER: MailKind(
        subject=_("Your visit is near (%(reference)s): %(visit)s"),
        intro=_("your visit is near. We look forward to seeing you."),
        footer_note=KEEP_IT,
        link="registration",
        door_code=True,
        programme=True,
        way=True,
        asks_still_coming=True,
        if_unsure=IfUnsure.ASK_STAFF,
        custom_text=CustomText.INTRO_TOO,
    ),
    Kind.THANKS: MailKind(
        subject=_("Thank you (%(reference)s): %(visit)s"),
        intro=_(
            "thank you for your visit. We would be glad to hear from you what was "
            "useful and what was missing."
        ),
        link="feedback",
        materials=True,
        calendar=False,
        if_unsure=IfUnsure.ASK_STAFF,
        custom_text=CustomText.INTRO_TOO,
    ),
    Kind.LINK: MailKind(
        asked_by=AskedBy.ANYBODY,
        subject=_("Your link (%(reference)s): %(visit)s"),
        intro=_(
            "here is the link to your delegation’s registration. Nothing has changed."
        ),
        footer_note=KEEP_IT,
        link="registration",
        delegate_text=MailText(
            subject=_("Your link: %(visit)s"),
            intro=_(
                "here is the link to your own page. If you had one before, it is the "
                "same."
            ),
        ),
    ),
    Kind.CODE: MailKind(
        asked_by=AskedBy.ANYBODY,
        can_wait=False,
        subject=_("Your code (%(reference)s): %(visit)s"),
        intro=ngettext_lazy(
            "here is the code that shows what the people of your delegation need, and "
            "their addresses. It is valid for %(minutes)d minute.",
            "here is the code that shows what the people of your delegation need, and "
            "their addresses. It is valid for %(minutes)d minutes.",
            "minutes",
        ),
        footer_note=_(
            "Was it not you who asked for it? Then tell it to nobody, and do nothing."
        ),
        calendar=False,
    ),
    Kind.TAKE_OVER_ASKED: MailKind(
        asked_by=AskedBy.ANYBODY,
        reader=Reader.SUCCESSOR,
        subject=_("Will you be the contact person? %(visit)s"),
        intro=_(
            "%(contact)s (%(organisation)s) asks you to be the contact person of this "
            "delegation. Open the link by %(until)s and say yes or no. Until you say "
            "yes nothing changes."
        ),
        link="take-over",
        calendar=False,
    ),
    Kind.HANDED_OVER: MailKind(
        subject=_("New contact person (%(reference)s): %(visit)s"),
        intro=_(
            "this registration has a new contact person. Your link to it no longer "
            "works. If you did not expect this, write to us."
        ),
        reader_left=True,
    ),
    Kind.JOINED: MailKind(
        subject=_("Joined with another delegation (%(reference)s): %(visit)s"),
        intro=_(
            "your delegation and another one are one from now on. For your people "
            "everything stays as it was; you need not do anything."
        ),
        footer_note=_(
            "The other contact person speaks for all of you now: your link changes "
            "nothing any more. News of the visit goes there and to everybody who has "
            "an e-mail on the list. If you did not expect this, write to us."
        ),
    ),
    Kind.JOINED_BY: MailKind(
        subject=_("Joined by another delegation (%(reference)s): %(visit)s"),
        intro=_(
            "another delegation and yours are one from now on. Your registration is "
            "for this number of people: %(seats)s. You are the contact person for all "
            "of them."
        ),
        footer_note=KEEP_IT,
        link="registration",
    ),
    Kind.DELEGATE_TOLD: MailKind(
        asked_by=AskedBy.ANYBODY,
        reader=Reader.DELEGATE,
        subject=ON_THE_LIST,
        intro=_(
            "%(contact)s (%(organisation)s) has put you on the list of a study visit."
        ),
        custom_text=CustomText.EXTRA_PARAGRAPH,
        new_entry=True,
    ),
    Kind.DELEGATE_REMOVED: MailKind(
        asked_by=AskedBy.ANYBODY,
        reader=Reader.DELEGATE,
        subject=_("You are no longer on the list: %(visit)s"),
        intro=_(
            "%(contact)s (%(organisation)s) has taken you off the list of a visit."
        ),
        reader_left=True,
        erases_address=True,
    ),
    Kind.REQUEST_RECEIVED: MailKind(
        asked_by=AskedBy.ANYBODY,
        reader=Reader.REQUESTER,
        subject=BY_STATUS,
        intro=BY_STATUS,
        custom_text=CustomText.EXTRA_PARAGRAPH,
    ),
    Kind.REQUEST_ANSWER: MailKind(
        reader=Reader.REQUESTER,
        subject=BY_STATUS,
        intro=BY_STATUS,
    ),
    Kind.STAFF_MESSAGE: MailKind(
        reader=Reader.WRITTEN_TO,
        subject=BY_STAFF,
        intro=BY_STAFF,
        footer_note=KEEP_IT,
        link="registration",
        calendar=False,
        ends_with_registration=True,
    ),
    Kind.INVITATION: MailKind(
        reader=Reader.INVITEE,
        subject=_("Invitation: %(visit)s"),
        intro=_("we invite you to a study visit. On its page you can register."),
        calendar=False,
        if_unsure=IfUnsure.ASK_STAFF,
    ),
    Kind.INVITATIONS_RENEWED: MailKind(
        reader=Reader.INVITEE,
        subject=_("Shall we go on inviting you to study visits?"),
        intro=_(
            "you agreed to invitations to later study visits. That ends soon. If you "
            "still want them, say so by %(until)s; if not, do nothing, and we delete "
            "your address."
        ),
        calendar=False,
        if_unsure=IfUnsure.ASK_STAFF,
    ),
}

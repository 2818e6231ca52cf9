"""Why a mail did not go out: what the server said, as data and in words.

The numbers are those of RFC 5321 (4.2.3) and RFC 3463. No model and no other module of
ours is needed here, so the model of a mail may use it.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Failure(TextChoices):
    """The reasons, as the outbox stores and staff read them."""

    NO_ADDRESS = "no-address", _("the server does not know this address")
    FULL = "full", _("the mailbox is full")
    SPAM = "spam", _("refused as spam")
    TOO_BIG = "too-big", _("the mail is too big for the server")
    REFUSED = "refused", _("the server refused the mail")
    LATER = "later", _("the server asks to try later")
    SIGN_IN = "sign-in", _("our own mail server does not let us in")
    NO_CONNECTION = "no-connection", _("no connection to the mail server")
    CERTIFICATE = "certificate", _("the mail server’s certificate is not trusted")
    INTERRUPTED = "interrupted", _("interrupted while it was being sent")
    TOO_MANY = "too-many", _("too many mails to this address were asked for")
    ENDED = "ended", _("the registration has ended meanwhile")
    OTHER = "other", _("our program could not send it")


# Whichever mail it is, the next one would fail in the same way.
OF_THE_SERVER = frozenset(
    {
        Failure.SIGN_IN,
        Failure.NO_CONNECTION,
        Failure.CERTIFICATE,
        Failure.INTERRUPTED,
    }
)
# With these answers our own server refuses us and not the recipient: staff mend the
# settings, and the mail is tried again meanwhile.
NOT_LET_IN = frozenset({530, 534, 535, 538})
ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
MAX_SAID = 2000
SPAM_WORDS = re.compile(r"spam|unsolicited|blocked|reputation|policy|dmarc|spf", re.I)


@dataclass(frozen=True)
class Diagnosis:
    """What went wrong, what the server said, and whether trying again is in vain."""

    failure: Failure
    said: str = ""
    for_good: bool = False


def diagnose(error: Exception) -> Diagnosis:
    """Return why sending failed.

    Answers from 500 on are for good (RFC 5321, 4.2.1), but for a mailbox that is full,
    which its owner may empty, and a server of ours that does not let us in.
    """
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=answers) if answers:
            code, said = next(iter(answers.values()))
            return of_answer(code, said, to_recipient=True)
        case smtplib.SMTPResponseException(smtp_code=code, smtp_error=said):
            about_mail = isinstance(
                error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused
            )
            return of_answer(code, said, to_us=not about_mail)
        case ssl.SSLCertVerificationError():
            return Diagnosis(Failure.CERTIFICATE, _line(error))
        case OSError():
            return Diagnosis(Failure.NO_CONNECTION, _line(error))
    return Diagnosis(Failure.OTHER, _line(f"{type(error).__name__}: {error}"))


def of_answer(
    code: int, said: object, *, to_recipient: bool = False, to_us: bool = False
) -> Diagnosis:
    """Return what an answer of a server means.

    `to_recipient` says that it refused the address, `to_us` that it refused us before
    there was any mail to refuse.
    """
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    line = _line(f"{code} {text}")
    if to_us or code in NOT_LET_IN:
        return Diagnosis(Failure.LATER if code < 500 else Failure.SIGN_IN, line)
    enhanced = ENHANCED.search(text)
    status = (enhanced[2], enhanced[3]) if enhanced else ("", "")
    failure = _of_numbers(code, status, text, to_recipient)
    return Diagnosis(failure, line, for_good=code >= 500 and failure != Failure.FULL)


def _of_numbers(
    code: int, status: tuple[str, str], text: str, to_recipient: bool
) -> Failure:
    """Return the reason by the enhanced status, or by the code alone."""
    if status == ("2", "2") or (code == 552 and to_recipient and not status[0]):
        return Failure.FULL
    if code < 500:
        return Failure.LATER
    if code == 552 or status in {("3", "4"), ("2", "3")}:
        return Failure.FULL if to_recipient else Failure.TOO_BIG
    if status[0] == "7" or SPAM_WORDS.search(text):
        return Failure.SPAM
    if to_recipient and (status[0] in {"", "1"} or code in {550, 551, 553}):
        return Failure.NO_ADDRESS
    return Failure.REFUSED


def of_old_text(text: str) -> Diagnosis:
    """Return what an error means that was stored as Python writes it.

    `SMTPRecipientsRefused: {'a@example.org': (550, b'5.1.1 No such user')}`
    """
    name, _colon, rest = text.partition(":")
    answer = re.search(r"\((\d{3}), b?(['\"])(.*?)\2", rest, re.S)
    if answer and name.startswith("SMTP"):
        to_recipient = name == "SMTPRecipientsRefused"
        about_mail = name in {"SMTPDataError", "SMTPSenderRefused"}
        return of_answer(
            int(answer[1]),
            answer[3].replace("\\n", " "),
            to_recipient=to_recipient,
            to_us=not (to_recipient or about_mail),
        )
    if text == "Interrupted" or name == "SMTPServerDisconnected":
        return Diagnosis(Failure.INTERRUPTED)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        return Diagnosis(Failure.CERTIFICATE, _line(rest))
    if name.endswith(("ConnectionRefusedError", "TimeoutError", "gaierror", "OSError")):
        return Diagnosis(Failure.NO_CONNECTION, _line(rest))
    return Diagnosis(Failure.OTHER, _line(text))


def _line(said: object) -> str:
    """Return what was said as one line of a bearable length."""
    return " ".join(str(said).split())[:MAX_SAID]

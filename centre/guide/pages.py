"""Which chapter of the guide tells about a page of the desk."""

from typing import Any

# The beginnings of names of addresses; of several that fit, the longest counts.
CHAPTER_OF = {
    "app_list": "first-page",
    "index": "first-page",
    "account": "signing-in",
    "admin_password_reset": "signing-in",
    "invited": "signing-in",
    "login": "signing-in",
    "mfa": "signing-in",
    "password": "signing-in",
    "auth": "team",
    "centre_staffaction": "team",
    "news": "posts",
    "bin": "unsaved",
    "unsaved": "unsaved",
    "centre_outdatedtext": "languages",
    "centre_outdatedtext_beside": "translating",
    "centre_outdatedtext_exchange": "translating",
    "centre_outdatedtext_links": "translating",
    "centre_outdatedtext_review": "translating",
    "centre_librarypicture": "library",
    "library-documents": "library",
    "library-file": "library",
    "events_activity": "activities",
    "events_activity_count": "numbers",
    "events_activitytype": "pages",
    "centre_houseclosure": "closed-days",
    "events_studyvisit": "visits",
    "events_studyvisit_desk": "visit-desk",
    "events_studyvisit_offer": "visit-desk",
    "events_studyvisit_cancel": "visit-desk",
    "events_visitrequest": "requests",
    "events_registration": "delegations",
    "events_registration_address": "mails",
    "events_outgoingemail": "mails",
    "events_mailwording": "mails",
    "events_staffmessage": "messages",
    "events_invitee": "messages",
    "events_day": "visit-day",
    "events_visitfigure": "numbers",
    "centre_page": "pages",
    "centre_centre": "pages",
    "centre_sitenotice": "pages",
    "centre_accessibilitystatement": "accessibility",
    "centre_importrun": "moving-in",
    "events_retentionrun": "privacy",
}
# The ends of names: what is the same for all kinds of things, but for a name that
# stands above as a whole.
SHARED = {
    "_history": "publishing",
    "_simple_history": "publishing",
    "_links": "publishing",
    "_preview": "publishing",
    "_prepared": "prepared",
    "_paste": "posts",
    "_delete": "unsaved",
}


def chapter_of(name: str) -> str | None:
    """Return the key of the chapter about an address, by its name; None without one."""
    if name in CHAPTER_OF:
        return CHAPTER_OF[name]
    for end, chapter in SHARED.items():
        if name.endswith(end):
            return chapter
    known = [start for start in CHAPTER_OF if _is_or_begins(name, start)]
    return CHAPTER_OF[max(known, key=len)] if known else None


def chapter_of_request(request: Any) -> str | None:
    """Return the chapter about the page that was asked for; None where none is."""
    match = request.resolver_match
    return chapter_of(match.url_name or "") if match else None


def _is_or_begins(name: str, start: str) -> bool:
    return name == start or name.startswith(f"{start}_")

"""Who may do what: every address of the desk, each role, reading and sending."""

import html
import re
from contextlib import nullcontext
from importlib import import_module
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.template import loader
from django.template.response import SimpleTemplateResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import translation

from centre.staff.site import CentreAdminSite
from tests.builders import build_document
from tests.project.desk_pages import CLOSED, build_desk, desk_pages

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SESSIONS = import_module(settings.SESSION_ENGINE)

PAGE = "stored_page"  # the document of a page
WORKBOOK = "events_visitfigure_workbook"
EXPORT = "centre_outdatedtext_export"
FILES = {PAGE, WORKBOOK, EXPORT, "events_day_export", "events_day_qr"}
# What somebody may do: + is reading and sending, - is reading alone. Whatever is not
# listed is refused. A group of pages of one model stands behind the model's name.
FORM = "add+ change+ delete+ history+ changelist+ simple_history+"
SEEN = "change- history+ changelist+ simple_history-"
GUIDE = "guide- guide-chapter-"
EVERYBODY = f"index+ password_change+ password_change_done- {GUIDE}"
TABLE = {
    "nobody": GUIDE,
    "no role": EVERYBODY,
    "door": f"""
        {EVERYBODY} events_day+ events_day_list+ events_day_delegation+
        events_activity_count+
    """,
    "translator": f"""
        {EVERYBODY} app_list_centre+ app_list_news+ app_list_events+
        centre_page({SEEN} preview+) news_post({SEEN} preview+) news_topic({SEEN})
        events_activity({SEEN} preview+) events_activitytype({SEEN})
        events_studyvisit({SEEN} preview+) stored_page+
        events_visitfigure(changelist+ workbook+)
        centre_outdatedtext(changelist+ beside+ exchange+ export+)
    """,
    "editor": f"""
        {EVERYBODY} app_list_centre+ app_list_news+ app_list_events+ bin+
        centre_centre(change+ history+ simple_history+)
        centre_page({FORM} preview+ links+ prepared+)
        centre_houseclosure({FORM} holidays+)
        centre_sitenotice({FORM})
        centre_importrun(add+ change+ history+ changelist+)
        news_post({FORM} preview+ links+ prepared+ paste+) news_topic({FORM})
        events_activity({FORM} preview+ links+ series+ count+ prepared+ paste+)
        events_activitytype({FORM})
        centre_outdatedtext(changelist+ beside+ review+ links+ exchange+ export+)
        stored_page+ events_visitfigure(changelist+ workbook+)
        centre_librarypicture({FORM}) library-documents+ library-file+
    """,
    "coordinator": f"""
        {EVERYBODY} app_list_events+ app_list_centre+ bin+
        centre_outdatedtext(changelist+ exchange+ export+)
        events_studyvisit({FORM} preview+ links+ prepared+ desk+ offer+ cancel+)
        events_registration(add+ change+ history+ changelist+)
        events_registration(act+ answer+ address+ join+)
        events_visitrequest(change- history+ changelist+ answer+)
        events_outgoingemail(change- history+ changelist+)
        events_invitee(change- history+ changelist+ invite+)
        events_staffmessage(change+ history+ changelist+ write+ rewrite+)
        events_mailwording(add+ change+ history+ changelist+ simple_history+)
        events_day+ events_day(list+ close+ figures+ needs+ print+ delegation+ pdf+)
        events_day(export+ qr+ door+ sheets+ all_sheets+)
        events_visitfigure(changelist+ workbook+)
        centre_librarypicture(add+ change+ history+ changelist+ simple_history+)
        library-documents+ library-file+
    """,
}


def read(table):
    """Each page of a line of the table, with the methods that are allowed."""
    flat = re.sub(
        r"(\S+)\(([^)]*)\)",
        lambda m: " ".join(f"{m[1]}_{page}" for page in m[2].split()),
        table,
    )
    both = {"+": {"GET", "POST"}, "-": {"GET"}}
    return {page[:-1]: both[page[-1]] for page in flat.split()}


@pytest.fixture
def addresses():
    """The addresses of the desk, by the name of the page; two where it has several."""
    things = build_desk()
    visit, delegation = things["events_studyvisit"], things["events_registration"]
    document = build_document(things["centre_page"])
    with translation.override("en"):
        pages = {
            **desk_pages(things, "en"),
            PAGE: reverse(
                "admin:stored-file", args=[document._meta.label, document.pk, "file"]
            ),
            WORKBOOK: reverse(f"admin:{WORKBOOK}"),
            "events_day_export": reverse(
                "admin:events_day_export", args=[visit.pk, "csv"]
            ),
            "centre_outdatedtext_export": reverse(
                "admin:centre_outdatedtext_export", args=["uk", "xlsx"]
            ),
            "events_day_qr": reverse(
                "admin:events_day_qr", args=[delegation.reference]
            ),
        }
    found = {}
    for name, url in pages.items():
        page = name.split()[0]
        page = f"app_list_{url.split('/')[-2]}" if page == "app_list" else page
        found.setdefault(page, []).append(url)
    return {page: [*{urls[0], urls[-1]}] for page, urls in found.items()}


def account(name):
    """Somebody with that role; "no role" is an account of staff without any."""
    if name == "nobody":
        return AnonymousUser()
    user = get_user_model().objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(role__key=name))
    return user


def is_allowed(user, method, url):
    """Whether a page lets somebody do that; what it would do is not done."""
    request = getattr(RequestFactory(), method.lower())(url)
    request.user, request.session = user, SESSIONS.SessionStore()
    request.LANGUAGE_CODE, request.csp_nonce = "en", ""
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    undone = transaction.atomic if method == "POST" else nullcontext
    try:
        with undone(), translation.override("en"):
            view, args, kwargs = request.resolver_match = resolve(urlsplit(url).path)
            response = view(request, *args, **kwargs)
            if method == "POST":
                transaction.set_rollback(True)
    except (PermissionDenied, Http404):
        return False
    for close in response._resource_closers:  # a file; the connection stays
        close()
    asks_to_sign_in = "/admin/login/" in response.get("Location", "")
    return response.status_code in {200, 302, 303} and not asks_to_sign_in


def allowed(user, addresses):
    """Each page of the desk on which somebody may do something, with the methods."""
    found = {}
    for page, urls in addresses.items():
        for method in ("GET", "POST"):
            answers = {is_allowed(user, method, url) for url in urls}
            assert len(answers) == 1, (page, method)
            if answers == {True}:
                found.setdefault(page, set()).add(method)
    return found


@pytest.mark.usefixtures("first_mails")
def test_each_role_may_read_and_do_what_its_line_says(addresses, monkeypatch):
    monkeypatch.setattr(SimpleTemplateResponse, "rendered_content", "")
    monkeypatch.setattr(loader, "render_to_string", lambda *args, **kwargs: "")
    monkeypatch.setattr(CentreAdminSite, "each_context", lambda site, request: {})
    expected = {name: read(line) for name, line in TABLE.items()}
    expected["administrator"] = {
        page: {"GET", "POST"} for page in addresses if page not in CLOSED
    } | read(
        f"password_change_done- {GUIDE} auth_user_change-"  # of a superuser
        " events_outgoingemail_change- events_visitrequest_change-"
        " events_invitee_change-"
    )
    del expected["administrator"]["auth_user_password_change"]  # of a superuser
    found = {name: allowed(account(name), addresses) for name in expected}
    wrong = {
        name: {
            page: (found[name].get(page), pages.get(page))
            for page in addresses
            if found[name].get(page) != pages.get(page)
        }
        for name, pages in expected.items()
    }
    assert wrong == {name: {} for name in expected}


# Every page has them, or anybody of staff may have them.
COMMON = {
    "mfa_index",
    "account_change_password",
    "account_password_changed",
    "logout",
    "jsi18n",
    "styleguide",
    "view_on_site",
    "centre_centre_changelist",
    "centre_outdatedtext_beside",  # of what its reader may change
}


def test_no_page_leads_a_role_to_what_it_may_not_open(addresses):
    """Each link of a page that a role may read leads to one of its pages, too."""
    wrong = {}
    for name in ("door", "translator", "editor", "coordinator"):
        client = Client()
        client.force_login(account(name))
        own = {*read(TABLE[name])}
        pages = [urls[0] for page, urls in addresses.items() if page in own - FILES]
        links = {link for url in pages for link in links_of(client.get(url))}
        wrong[name] = sorted(url for url in links if page_of(url) not in own | COMMON)
    assert wrong == {name: [] for name in wrong}


def links_of(response):
    """The addresses of the desk that a page links to, in the page's language."""
    found = re.findall(r'<a [^>]*href="(/en/admin/[^"#]*)', response.text)
    return {html.unescape(link) for link in found}


def page_of(url):
    """The name that an address has in the table."""
    with translation.override("en"):
        match = resolve(urlsplit(url).path)
    label = match.kwargs.get("app_label")
    return f"app_list_{label}" if label else match.url_name.replace("stored-file", PAGE)

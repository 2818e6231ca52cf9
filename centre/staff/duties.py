"""Which of the texts that the law asks for are not on the site, for its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from centre.models import Centre, Page, Recording

MISSING = _("missing")
DRAFT = _("not published yet")
EXAMPLE = _("only an example")


def missing_duties(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the texts that are not public, or mere examples, each with its form.

    They are for staff who may change pages; of the others each stands where somebody
    may open its form.
    """
    user = request.user
    if not user.has_perm("centre.change_page"):
        return []
    pages = {page.role: page for page in Page.objects.exclude(role="").brief()}
    rows = [
        _row(role.label, pages.get(role), "page", f"?role={role}") for role in Page.Role
    ]
    what_we_do = pages.get(Page.Role.WHAT_WE_DO)
    if what_we_do and not Recording.objects.filter(page=what_we_do).exists():
        name = _("what we do, in Polish Sign Language")
        url = reverse("admin:centre_page_change", args=[what_we_do.pk])
        rows.append({"name": name, "state": MISSING, "url": url})
    centre = Centre.load()
    if user.has_perm("centre.change_accessibilitystatement"):
        statement = getattr(centre, "accessibility_statement", None)
        name = _("declaration of accessibility")
        rows.append(_row(name, statement, "accessibilitystatement", ""))
    if _lacks_notice(centre) and user.has_perm("centre.change_centre"):
        url = reverse("admin:centre_centre_change", args=[centre.pk])
        state = EXAMPLE if centre.is_sample else MISSING
        name = _("information on personal data, for delegations")
        rows.append({"name": name, "state": state, "url": url})
    return [row for row in rows if row["state"]]


def _row(name: Any, thing: Any, model: str, query: str) -> dict[str, Any]:
    if thing is None:
        url = reverse(f"admin:centre_{model}_add") + query
        return {"name": name, "state": MISSING, "url": url}
    is_public = thing.published_at if model == "page" else thing.is_public
    state = EXAMPLE if thing.is_sample else "" if is_public else DRAFT
    url = reverse(f"admin:centre_{model}_change", args=[thing.pk])
    return {"name": name, "state": state, "url": url}


def _lacks_notice(centre: Centre) -> bool:
    """Whether there is a Centre whose information for delegations is to be written."""
    if centre._state.adding:  # the key of the one row is never empty
        return False
    return centre.is_sample or not centre.notice.registration_notice.strip()

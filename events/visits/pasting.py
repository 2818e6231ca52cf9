"""Lines that were pasted into the form of a visit become rows of its programme."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from centre.content.languages import columns
from centre.staff.forms import MomentField
from centre.staff.mixins import PageAdmin
from centre.text.dates import in_krakow
from centre.text.recognising import recognise_language
from events.models import ProgrammeItem
from events.visits.pasted_programme import Faulty, Programme, read_programme

LINES = "pasted_programme"  # the field that lines are pasted into
ROWS = "programme"
NO_DAYS = _("say first when the visit begins and ends")


class PastesProgramme(PageAdmin):
    """A mixin for the admin of visits: pasted lines are rows to look at, not saved."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.pasted = vars(request).get("pasted")
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kw: Any
    ) -> HttpResponse:
        """Serve the form; put what was pasted below what the programme has."""
        pasted = request.POST.get(LINES, "") if request.method == "POST" else ""
        if pasted.strip() and ROWS + "-TOTAL_FORMS" in request.POST:
            request.POST, programme = add_rows(request.POST)  # type: ignore[assignment]
            vars(request)["pasted"] = programme
        return super().changeform_view(request, object_id, *args, **kw)


def add_rows(sent: QueryDict) -> tuple[QueryDict, Programme]:
    """Return what was sent with a row for each pasted line, and what became of them.

    No row that is there changes. Lines that can't be used stay where they were pasted.
    """
    text, filled = sent.get(LINES, ""), sent.copy()
    starts, ends = (_typed(sent, name) for name in ("starts_at", "ends_at"))
    if starts and ends and starts <= ends:
        programme = read_programme(text, starts, ends)
    else:
        programme = Programme(faulty=[Faulty(1, text.strip(), NO_DAYS)])
    total = sent.get(f"{ROWS}-TOTAL_FORMS", "")
    first = int(total) if total.isdecimal() and len(total) < 5 else 0
    names = columns(ProgrammeItem, recognise_language(text) or get_language() or "")
    for number, item in enumerate(programme.items, start=first):
        row = f"{ROWS}-{number}-"
        filled[row + "starts_at"] = item.starts.isoformat(timespec="minutes")
        ends = item.ends or item.starts
        filled[row + "ends_at"] = ends.isoformat(timespec="minutes")
        filled[row + "kind"] = item.kind.value
        for name in ("title", "speakers", "description"):
            filled[row + names[name]] = getattr(item, name)
    filled[f"{ROWS}-TOTAL_FORMS"] = str(first + len(programme.items))
    filled[LINES] = "\n".join(line.text for line in programme.faulty)
    return filled, programme


def _typed(sent: QueryDict, name: str) -> datetime | None:
    """Return a moment that was typed, by the clocks of Kraków; None for no such."""
    try:
        moment = MomentField(required=False).clean(sent.get(name, ""))
    except ValidationError:
        return None
    return moment and in_krakow(moment).replace(tzinfo=None)

"""Forms of things with hundreds of rows: a page shows some, and touches no others."""

from typing import Any

from django.db.models import Count, Q, Value, Window
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from centre.content.prepared import GONE, PreparedChange
from centre.staff.mixins import AnyAdmin
from centre.text.keys import is_row_key

ROWS_SHOWN = 30
GONE_ROW = _(
    "Somebody else removed this while you were writing. Mark it to be removed here, "
    "too, or add it anew."
)
BEFORE = 3  # rows that are over, shown before the coming ones


class LongFormSet(BaseInlineFormSet):
    """Rows in their order, of which a page shows some; what was sent is what counts.

    A page begins where it was asked to, else a little before the first row that is not
    over by `over`, a field of moments or days ("" where rows are never over).
    """

    model: Any
    over = ""
    asked = ""  # where to begin, counted from 0, as the address has it

    def get_queryset(self) -> Any:
        """Return the rows that this page shows, or showed when it was sent."""
        if not hasattr(self, "_shown"):
            rows = super().get_queryset()
            self._shown = self._sent(rows) if self.is_bound else self._window(rows)
        return self._shown

    def _sent(self, rows: Any) -> Any:
        key = self.model._meta.pk.name
        numbers = range(min(self.initial_form_count(), self.absolute_max))
        sent = [self.data.get(f"{self.add_prefix(n)}-{key}", "") for n in numbers]
        return rows.filter(pk__in=[*filter(is_row_key, sent)])

    def _window(self, rows: Any) -> Any:
        """Return some of the rows: by one statement where these are the first ones."""
        numbers = {"in_all": Window(Count("pk")), "are_over": self._count_over()}
        shown = rows.annotate(**numbers)[:ROWS_SHOWN]
        top: Any = next(iter(shown), None)
        self.total, self.first = top.in_all if top else 0, 0
        if self.total > ROWS_SHOWN:
            last = self.total - ROWS_SHOWN
            asked = self.asked.isdecimal() and len(self.asked) < 7
            start = int(self.asked) if asked else top.are_over - BEFORE
            self.first = min(max(start, 0), last)
        return rows[self.first : self.first + ROWS_SHOWN] if self.first else shown

    def _count_over(self) -> Any:
        """Return how many rows are over, as the database counts them."""
        if not self.over:
            return Value(0)
        days = self.over == "date"
        now = timezone.localdate() if days else timezone.now()
        return Window(Count("pk", filter=Q((f"{self.over}__lt", now))))

    def hidden_rows(self) -> Any:
        """Find the rows of a sent form's thing that its page did not show."""
        sent = [form.instance.pk for form in self.initial_forms]
        return self.model._default_manager.filter(
            **{self.fk.name: self.instance}
        ).exclude(pk__in=sent)

    @property
    def window(self) -> dict[str, Any] | None:
        """What the page says of rows that it does not show; None where it shows all."""
        self.get_queryset()
        total = getattr(self, "total", 0)
        if total <= ROWS_SHOWN:
            return None
        name, end = f"{self.prefix}-from", self.first + ROWS_SHOWN
        return {
            "first": self.first + 1,
            "last": end,
            "total": total,
            "earlier": self.first and f"?{name}={max(self.first - ROWS_SHOWN, 0)}",
            "earlier_count": self.first,
            "later": end < total and f"?{name}={end}",
            "later_count": total - end,
        }


class PreparableFormSet(LongFormSet):
    """Rows with files, which can wait with the words of their thing.

    With `prepared` they are shown as they are prepared, and none of them is saved.
    """

    prepared: PreparedChange | None = None
    not_prepared: tuple[str, ...] = ()  # what a new row can't wait with
    _is_laid_over = False

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if self.prepared and not self._is_laid_over:
            self._is_laid_over = True
            for row in rows:
                self.prepared.lay_over_row(row)
        return rows

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields[self.model._meta.pk.name].error_messages["invalid_choice"] = (
            GONE_ROW
        )
        if self.prepared and self.prepared.takes_out(form.instance):
            form.fields[GONE].initial = True

    def _should_delete_form(self, form: Any) -> bool:
        """Return whether a row goes: marked so, or gone already with nothing typed."""
        inherited: Any = super()
        is_gone = form in self.initial_forms and form.instance.pk is None
        typed = {*form.changed_data} - {self.model._meta.pk.name, GONE}
        return inherited._should_delete_form(form) or (is_gone and not typed)


def lend_rows(thing: Any, formsets: list[Any]) -> None:
    """Let a thing have the rows that its unbound form has read, where these are all."""
    rows = vars(thing).setdefault("_prefetched_objects_cache", {})
    for formset in formsets:
        if formset.instance is thing and not getattr(formset, "window", None):
            name = formset.fk.remote_field.get_accessor_name()
            rows[name] = formset.get_queryset()


class LongRows(AnyAdmin):
    """A mixin for inlines whose rows grow in number with the years.

    Rows that `folds_rows` are each behind their name, but for new and faulty ones.
    """

    template = "admin/includes/long_rows.html"
    over = ""
    folds_rows = False
    formset: type[BaseInlineFormSet] = LongFormSet

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made: Any = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        made.over = self.over
        made.asked = request.GET.get(f"{made.get_default_prefix()}-from", "")
        return made

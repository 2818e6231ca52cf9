"""The template tag by which a notice leads to saying that a language is needed."""

from django import template
from django.template.context import Context
from django.urls import reverse

from centre.content.languages import LocalizedView

register = template.Library()


@register.simple_tag(takes_context=True)
def wish_url(context: Context, localized: LocalizedView) -> str:
    """Return where a reader says so of a thing; "" in a preview, which is staff's.

    And of an example that is stored nowhere.
    """
    is_preview = "preview_bar" in vars(context.request)  # type: ignore[attr-defined]
    if is_preview or localized.pk is None:
        return ""
    label = localized._meta.label_lower
    return reverse("centre:language-wish", args=[label, localized.pk])

"""The setting FORM_RENDERER: the plainest parts of a form are drawn without a template.

Django draws each field, each label and each option of a list by templates that include
others: a page of the desk has hundreds. What is drawn here is the same to the letter
(its test compares), and everything else is left to the templates.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]

OPTION = "django/forms/widgets/select_option.html"
TICKS = [
    "django/forms/widgets/checkbox_option.html",
    "django/forms/widgets/radio_option.html",
]


class DrawnFields(TemplatesSetting):
    """Django's templates, but for the parts in `DRAWN`."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> str:
        draw = DRAWN.get(template_name)
        drawn = None if draw is None else draw(context)
        return (
            super().render(template_name, context, request) if drawn is None else drawn
        )


def _said(value: Any) -> str:
    """Return a value as an attribute has it: never in a language's form of a number."""
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _shown(value: Any) -> str:
    """Return a value as a template shows it to people, a moment in local time."""
    return conditional_escape(localize(template_localtime(value)))


def _attributes(attrs: dict[str, Any] | None) -> str:
    return "".join(
        f" {_said(name)}" if value is True else f' {_said(name)}="{_said(value)}"'
        for name, value in (attrs or {}).items()
        if value is not False
    )


def _input(context: dict[str, Any]) -> str:
    return _input_of(context["widget"])


def _input_of(widget: dict[str, Any]) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{_said(value)}"'
    start = f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"'
    return f"{start}{given}{_attributes(widget['attrs'])}>"


def _textarea(context: dict[str, Any]) -> str:
    widget = context["widget"]
    start = f'<textarea name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>'
    return f"{start}\n{_shown(widget['value'] or '')}</textarea>"


def _all_drawn_by(templates: list[str], groups: list[Any]) -> bool:
    """Return whether each option has one of these templates."""
    return all(o["template_name"] in templates for _, own, _ in groups for o in own)


def _select(context: dict[str, Any]) -> str | None:
    """Draw a list; None where its options are drawn in a way of their own."""
    widget = context["widget"]
    groups = widget["optgroups"]
    if not _all_drawn_by([OPTION], groups):
        return None
    drawn = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _number in groups:
        drawn += [f'\n  <optgroup label="{_shown(name)}">'] if name else []
        drawn += [f"\n  {_option(option)}\n" for option in options]
        drawn += ["\n  </optgroup>"] if name else []
    return "".join([*drawn, "\n</select>"])


def _option(option: dict[str, Any]) -> str:
    start = f'<option value="{_said(option["value"])}"{_attributes(option["attrs"])}>'
    return f"{start}{_shown(option['label'])}</option>"


def _tick_list(context: dict[str, Any]) -> str | None:
    """Draw a list of boxes to tick, or of which one is chosen; None as `_select`."""
    widget = context["widget"]
    attrs, groups = widget["attrs"], widget["optgroups"]
    if not _all_drawn_by(TICKS, groups):
        return None
    about = "".join(
        f' {n}="{_shown(attrs[n])}"' for n in ("id", "class") if attrs.get(n)
    )
    drawn = [f"<div{about}>"]
    for name, options, _number in groups:
        drawn += [f"\n  <div><label>{_shown(name)}</label>"] if name else []
        drawn += [f"<div>\n    {_tick(option)}\n\n</div>" for option in options]
        drawn += ["\n  </div>"] if name else []
    return "".join([*drawn, "\n</div>"])


def _tick(option: dict[str, Any]) -> str:
    drawn = f"{_input_of(option)}\n"
    if not option["wrap_label"]:
        return drawn
    key = option["attrs"].get("id")
    about = f' for="{_shown(key)}"' if key else ""
    return f"<label{about}>{drawn} {_shown(option['label'])}</label>"


def _label(context: dict[str, Any]) -> str:
    label = _shown(context["label"])
    if not context["use_tag"]:
        return label.strip()
    tag = _said(context["tag"])
    return f"<{tag}{_attributes(context['attrs'])}>{label}</{tag}>"


def _no_errors(context: dict[str, Any]) -> str | None:
    """Draw nothing where nothing is wrong; what is wrong has its template."""
    return None if context["errors"] else ""


# The name of a template: what draws the same; what returns None leaves it to that.
DRAWN: dict[str, Callable[[dict[str, Any]], str | None]] = {
    "django/forms/widgets/checkbox.html": _input,
    "django/forms/widgets/date.html": _input,
    "django/forms/widgets/datetime.html": _input,
    "django/forms/widgets/email.html": _input,
    "django/forms/widgets/file.html": _input,
    "django/forms/widgets/hidden.html": _input,
    "django/forms/widgets/input.html": _input,
    "django/forms/widgets/number.html": _input,
    "django/forms/widgets/password.html": _input,
    "django/forms/widgets/text.html": _input,
    "django/forms/widgets/time.html": _input,
    "django/forms/widgets/url.html": _input,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/checkbox_select.html": _tick_list,
    "django/forms/widgets/radio.html": _tick_list,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _no_errors,
    "django/forms/errors/list/ul.html": _no_errors,
}

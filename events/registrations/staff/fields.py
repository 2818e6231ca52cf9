"""What several forms of the events share: fields, rows to look at, names."""

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def written(text: str, *, holds_link: bool) -> SafeString:
    """What somebody wrote, never as a link, with a warning where it might be one."""
    words = linebreaksbr(text or "-", autoescape=True)
    if not holds_link:
        return words
    return format_html(
        "<strong>{}</strong><br>{}",
        _("There is a web address in the answers. Open it only if you trust it."),
        words,
    )

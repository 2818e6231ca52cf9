"""Django's own words that its catalogues lack in one of our languages, or have badly.

Without a translation Django falls back on the site's first language, so a Ukrainian
page would speak Polish. Named here, they stand in our catalogues, which come first.
"""

from django.utils.translation import gettext_noop as _

BORROWED = (
    _("After you’ve created a user, you’ll be able to edit more user options."),
    _("Model name"),
    _("Add link"),
    _("Change or view list link"),
    _("Forgotten your login credentials?"),
    _("In case you’ve forgotten, you are:"),
    _("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens."),
    _("“%(value)s” value must be an integer."),
    _("“%(pk)s” is not a valid value."),
    _(
        "ManagementForm data is missing or has been tampered with. Missing fields: "
        "%(field_names)s. You may need to file a bug report if the issue persists."
    ),
    _(
        "%(datetime)s couldn’t be interpreted in time zone %(current_timezone)s; it "
        "may be ambiguous or it may not exist."
    ),
    _("email address"),
    _("%(app)s administration"),
)

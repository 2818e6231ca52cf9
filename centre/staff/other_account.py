"""A link to choose a password is opened where somebody else is signed in.

Such a link is for one account alone. The page says whose session is open in this
browser; saving the password ends it, so nobody lands on another's desk unawares.
"""

from typing import Any

from django.contrib.auth import get_user
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def words_on_other(request: HttpRequest, account: Any) -> Promise | str:
    """Return what a page says of who else than an account is signed in here, or "".

    The session is asked, because a page that is not about one's own account takes who
    has shown no second factor for nobody.
    """
    other = get_user(request)
    if not other.is_authenticated or other.pk == account.pk:
        return ""
    words = _(
        "In this browser the account %(name)s is signed in. When you save the "
        "password, it is signed out here. What was typed there and not saved is kept."
    )
    return words % {"name": other.get_username()}

"""Every change of a registration: one function each, one transaction, one lock.

The visit's row is locked first, then seats are counted: whoever comes second waits
and counts again (PostgreSQL: SELECT ... FOR UPDATE). Freeing places takes the same
lock, so that the history stays in order. The public pages, the admin and the commands
all call these and nothing below them.
"""

from events.services.answers import (
    approve_registration,
    cancel_visit,
    decline_registration,
    put_on_waiting_list,
    reopen_registration,
)
from events.services.choosing import choose_parts
from events.services.coming import still_comes
from events.services.links import hand_over, send_link_again
from events.services.merge import merge_delegations
from events.services.proof import expire_unproven, prove_address, remind_unproven
from events.services.register import (
    Delegation,
    Registered,
    TextShown,
    register_delegation,
)
from events.services.returning import come_back
from events.services.seats import change_seats, withdraw_registration
from events.services.visit_changes import Arranged, visit_changed
from events.services.waiting import (
    accept_offer,
    end_waiting_list,
    lapse_offers,
    promote_waiting,
)

__all__ = [
    "Arranged",
    "Delegation",
    "Registered",
    "TextShown",
    "accept_offer",
    "approve_registration",
    "cancel_visit",
    "change_seats",
    "choose_parts",
    "come_back",
    "decline_registration",
    "end_waiting_list",
    "expire_unproven",
    "hand_over",
    "lapse_offers",
    "merge_delegations",
    "promote_waiting",
    "prove_address",
    "put_on_waiting_list",
    "register_delegation",
    "remind_unproven",
    "reopen_registration",
    "send_link_again",
    "still_comes",
    "visit_changed",
    "withdraw_registration",
]

"""Every change of a registration: one function each, one transaction, one lock.

Each function locks the visit's row first, then counts seats: a second transaction waits
for the lock and counts again (PostgreSQL: SELECT ... FOR UPDATE). Freeing places takes
the same lock, so that the history stays in order. The public pages, the staff pages and
the commands call these functions and nothing below them.
"""

"""Every change of a registration: one function each, one transaction, one lock.

Each locks the visit's row first, then counts seats: whoever comes second waits and
counts again (PostgreSQL: SELECT ... FOR UPDATE). Freeing places takes the same lock, so
that the history stays in order. The public pages, the staff pages and the commands all
call these and nothing below them.
"""

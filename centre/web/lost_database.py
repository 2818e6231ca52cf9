"""Tell a database that is gone for a moment from an error of ours (record 56)."""

from django.db import Error, InterfaceError, OperationalError

# In seconds, what a browser and a robot are told; "in a minute" in the page's words.
RETRY_AFTER = 60
# Where a request says that it was not answered for want of the database.
LOST = "centre.database_lost"

# How PostgreSQL begins the codes of what ends a connection: it broke (08), there are
# too many (53300), the server stops, crashed or is not up yet (57P).
ENDS_CONNECTION = ("08", "53300", "57P")


def is_lost_database(error: BaseException | None) -> bool:
    """Return whether an error comes from a database that does not answer.

    So does what goes wrong because of it, in a transaction that can't be ended. A
    statement that took too long, waited too long for a lock or met a deadlock was
    answered: the database is there, and the fault is ours.
    """
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError) and _is_loss(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_loss(error: Error) -> bool:
    """Return whether nobody answered (then there is no code), or said goodbye."""
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(ENDS_CONNECTION)

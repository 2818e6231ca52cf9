"""How long each kind of process may hold the database up."""

from dataclasses import dataclass

from django.db import connection, connections

CONNECT_SECONDS = 5


@dataclass(frozen=True)
class DatabaseLimits:
    """In seconds: one statement, waiting for a lock, doing nothing in a transaction.

    No statement is given to several processes of the database: to start one takes
    longer than what a page reads, and each would be missing for somebody else's page.
    """

    statement: int
    lock: int
    idle: int

    @property
    def options(self) -> str:
        """How libpq is told."""
        return (
            f"-c statement_timeout={self.statement}s -c lock_timeout={self.lock}s "
            f"-c idle_in_transaction_session_timeout={self.idle}s "
            "-c max_parallel_workers_per_gather=0"
        )


# A visitor has gone after half a minute; a purge of years, or an import, has not.
# Commands that people run (`migrate`, `rebuild_search`) have no limit.
PROCESS_LIMITS = {
    "web": DatabaseLimits(statement=30, lock=10, idle=60),
    "worker": DatabaseLimits(statement=600, lock=60, idle=600),
    "clock": DatabaseLimits(statement=300, lock=30, idle=300),
}


def limit_database(kind: str) -> None:
    """Set the limits of a kind of process for every connection that it opens.

    The one that is open is closed; in a transaction nothing is done.
    """
    if connection.in_atomic_block:
        return
    connection.close()
    options = connections.settings["default"].setdefault("OPTIONS", {})
    given = options.get("options", "")
    options["options"] = f"{PROCESS_LIMITS[kind].options} {given}".strip()
    options["application_name"] = f"centre {kind}"
    options.setdefault("connect_timeout", CONNECT_SECONDS)

"""Passwords are hashed at a bounded cost of memory, whoever sends them."""

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

# In one process; whoever comes third waits some hundredths of a second.
HASHED_AT_ONCE = 2
_turns = BoundedSemaphore(HASHED_AT_ONCE)


class BoundedArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with the least that OWASP asks for: 19 MiB, two rounds, one thread.

    Django's own takes 100 MiB for each sign-in, also of strangers. A password with
    other costs is hashed anew when its owner signs in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash a password when it is its turn."""
        with _turns:
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with a hash when it is its turn."""
        with _turns:
            return super().verify(password, encoded)

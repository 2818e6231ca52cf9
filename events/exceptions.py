"""Why a registration was refused: one class for each reason."""


class RegistrationRefused(Exception):
    """A registration can't be made or changed; the subclasses say why."""


class RegistrationNotOpenYet(RegistrationRefused):
    """The visit's registration has not opened yet."""


class RegistrationClosed(RegistrationRefused):
    """The visit's registration is closed, or the visit has none."""


class GroupTooLarge(RegistrationRefused):
    """The delegation has more people than `largest_group`."""

    def __init__(self, largest_group: int) -> None:
        super().__init__(largest_group)
        self.largest_group = largest_group


class NotEnoughPlaces(RegistrationRefused):
    """The delegation has more people than the places that are `left`.

    `can_wait` says whether the visit has a waiting list.
    """

    def __init__(self, left: int, *, can_wait: bool = False) -> None:
        super().__init__(left)
        self.left = left
        self.can_wait = can_wait


class AlreadyRegistered(RegistrationRefused):
    """The contact's e-mail has an active registration for the visit already."""


class TooManyNames(RegistrationRefused):
    """The delegation has more names than people."""


class UnknownCode(RegistrationRefused):
    """The code belongs to no held seats of the visit, or their time is over."""


class PartRefused(RegistrationRefused):
    """A selection of one part is impossible; `part` is the part's primary key.

    `possible` is how many people of the delegation may be in the part.
    """

    def __init__(self, part: int, possible: int = 0) -> None:
        super().__init__(part, possible)
        self.part = part
        self.possible = possible


class PartFull(PartRefused):
    """The part has too few places, and the delegation does not want to wait."""


class PartsOverlap(PartRefused):
    """Parts at the same time have more people than the delegation has."""


class PartGone(PartRefused):
    """The visit does not have the part, or not any more."""


class PartsDiffer(PartRefused):
    """One of two delegations to be merged is in the part, the other waits for it."""


class NotOneVisit(RegistrationRefused):
    """The registrations to be merged are not two of one visit."""


class StatusesDiffer(RegistrationRefused):
    """The two registrations to be merged are not in the same status."""

    def __init__(self, kept: str, joining: str) -> None:
        super().__init__(kept, joining)
        self.statuses = (kept, joining)


class ChangesClosed(Exception):
    """The deadline for changes by the delegation is over; it may ask staff."""


class TooManyHandovers(Exception):
    """Too many people were asked to become the contact; only staff may go on."""


class OfferLapsed(Exception):
    """The offer of places was accepted after its end."""


class TransitionNotAllowed(Exception):
    """The table of transitions has no way from the present status to the new one."""

    def __init__(self, from_status: str, to_status: str) -> None:
        super().__init__(f"{from_status} > {to_status}")
        self.from_status = from_status
        self.to_status = to_status

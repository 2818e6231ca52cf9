"""Why a registration was refused: one class for each reason."""


class RegistrationRefused(Exception):
    """A registration that can't be made; the classes below say why."""


class RegistrationNotOpenYet(RegistrationRefused):
    """The visit's registration has not opened."""


class RegistrationClosed(RegistrationRefused):
    """Registration is over, or there never was one."""


class GroupTooLarge(RegistrationRefused):
    """More people than one delegation may bring."""

    def __init__(self, largest_group: int) -> None:
        super().__init__(largest_group)
        self.largest_group = largest_group


class NotEnoughPlaces(RegistrationRefused):
    """Fewer places are left than people were registered; `left` says how many.

    `can_wait` says whether the visit has a waiting list.
    """

    def __init__(self, left: int, *, can_wait: bool = False) -> None:
        super().__init__(left)
        self.left = left
        self.can_wait = can_wait


class AlreadyRegistered(RegistrationRefused):
    """This contact has a registration for the visit; its link was sent again."""


class TooManyNames(RegistrationRefused):
    """More names than people."""


class UnknownCode(RegistrationRefused):
    """A code that opens no held seats, or none any more."""


class PartRefused(RegistrationRefused):
    """What a delegation wants of one part can't be; `part` is its number.

    `possible` is how many of its people may be in the part.
    """

    def __init__(self, part: int, possible: int = 0) -> None:
        super().__init__(part, possible)
        self.part = part
        self.possible = possible


class PartFull(PartRefused):
    """Fewer places are left in the part, and the delegation does not want to wait."""


class PartsOverlap(PartRefused):
    """More people in parts of the same time than there are in the delegation."""


class PartGone(PartRefused):
    """No such part of this visit, or none any more."""


class PartsDiffer(PartRefused):
    """Of two delegations to be joined, one is in the part, and the other waits."""


class NotOneVisit(RegistrationRefused):
    """Two delegations to be joined that are not two of one visit."""


class StatusesDiffer(RegistrationRefused):
    """Two delegations to be joined that are not in the same status."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one, other)
        self.statuses = (one, other)


class ChangesClosed(Exception):
    """The delegation's own time for changes is over: it may ask staff."""


class TooManyHandovers(Exception):
    """So many people were asked to be the contact that staff should do it."""


class OfferLapsed(Exception):
    """An offer of places was taken after its end."""


class TransitionNotAllowed(Exception):
    """A registration can't go from the status it has to the one asked for."""

    def __init__(self, from_status: str, to_status: str) -> None:
        super().__init__(f"{from_status} > {to_status}")
        self.from_status = from_status
        self.to_status = to_status

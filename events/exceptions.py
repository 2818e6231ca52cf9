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
    """Fewer places are left than people were registered; `left` says how many."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class AlreadyRegistered(RegistrationRefused):
    """This contact has a registration for the visit; its link was sent again."""


class TooManyNames(RegistrationRefused):
    """More names than people."""


class TransitionNotAllowed(Exception):
    """A registration can't go from the status it has to the one asked for."""

    def __init__(self, from_status: str, to_status: str) -> None:
        super().__init__(f"{from_status} > {to_status}")
        self.from_status = from_status
        self.to_status = to_status

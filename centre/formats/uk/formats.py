"""What the lists of the desk lead to by days: «30 листопада», not «30 Листопад»."""

MONTH_DAY_FORMAT = "j E"

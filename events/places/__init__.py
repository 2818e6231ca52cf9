"""The engine of places: lock, count, queue, offers.

It decides and returns. It works on `Bookable` and `Booking` (events/models/places.py)
and knows no visit and no mail: the subject that asks it moves, writes history and
mails. Whoever counts holds the lock of what is booked.
"""

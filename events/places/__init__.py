"""Places of something that can be booked: lock, count, queue, offers.

These functions decide and return. They work on `Bookable` and `Booking`
(events/models/places.py) and know no visit and no e-mail: their caller changes the
status, writes the history and mails. A caller that counts holds the bookable's lock.
"""

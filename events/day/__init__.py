"""The day of a visit and what follows: who came, what is printed, what is counted."""

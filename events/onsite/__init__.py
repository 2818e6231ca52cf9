"""The day of a visit: check-in, printouts, exports, figures."""

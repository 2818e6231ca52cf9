"""The library on the desk: every picture and document of the house in one place."""

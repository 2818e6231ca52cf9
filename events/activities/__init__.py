"""Pages of activities: public ones and those of the staff site."""

"""Facts of the house that many pages need: closures, notices, pictures, emblems."""

"""Whether the site does what it should: for machines that watch, and the desk."""

"""Programs that measure the site. They are no part of it; see bench/README.md."""

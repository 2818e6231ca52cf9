"""Activities: public pages and staff pages."""

"""Study visits: public pages, their changes, their dashboard, staff pages."""

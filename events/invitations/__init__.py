"""Invitations to later visits: the pages behind their links, staff's page."""

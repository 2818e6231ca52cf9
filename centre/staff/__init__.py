"""What the staff pages of all apps stand on."""

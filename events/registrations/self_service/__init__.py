"""The pages behind a delegation's link."""

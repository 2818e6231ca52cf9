"""What programs and messengers read of activities and visits."""

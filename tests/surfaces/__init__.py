"""What a user meets."""

"""What one module does."""

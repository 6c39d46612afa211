"""What outside clients may do with a jury."""

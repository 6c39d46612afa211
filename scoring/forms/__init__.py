"""Forms of the model room."""

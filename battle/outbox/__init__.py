"""Letters to people: drafted, looked at, sent once."""

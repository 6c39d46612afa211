"""Files on their way to become data sets."""

"""What clients outside may do with a jury, under /api/v1/jury/."""

"""From candidate to champion and back, in writing."""

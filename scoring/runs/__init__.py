"""Work in many parts: asked for, claimed, swept, told."""

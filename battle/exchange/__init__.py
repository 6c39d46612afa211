"""Applications come in from and go out to other tools; what was changed by whom; what is forgotten when."""

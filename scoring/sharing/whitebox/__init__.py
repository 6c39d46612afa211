"""What lies in a white-box client's file beside the model: programs and texts that need nothing of the site."""

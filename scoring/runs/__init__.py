"""Work of minutes in many parts: who starts it, who does it, and what becomes of it when a process dies."""

"""What a web process loads before anybody asks a jury: none of the libraries that cost seconds and room."""

import subprocess
import sys

HEAVY = ["numpy", "scipy", "pandas", "sklearn", "skops", "pandera", "openpyxl", "PIL", "icalendar"]
PROGRAM = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "battle.settings"
import django
django.setup()
import battle.asgi, battle.urls
print(*[name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_site_starts_without_a_scientific_library():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=120
    )

    assert done.stdout.split() == []

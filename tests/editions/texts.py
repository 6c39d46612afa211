"""Texts that make a battle complete in Spanish."""

COMPLETE = {
    "tagline_es": "Cuatro finalistas, un escenario",
    "about_es": "Una noche para startups.\n\nCon jurado.",
    "privacy_notice_es": "Leemos las solicitudes y las borramos. https://example.org/privacidad",
}

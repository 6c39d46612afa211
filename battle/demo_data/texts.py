"""What the demo edition tells in each language."""

TEXTS = {
    "tagline_en": "Four finalists, one stage, and a score that moves with every answer",
    "tagline_es": "Cuatro finalistas, un escenario y una puntuación que cambia con cada respuesta",
    "tagline_pt_br": "Quatro finalistas, um palco e uma pontuação que muda a cada resposta",
    "about_en": "An evening to try the product out: invented startups, a real jury model.",
    "about_es": "Una velada para probar el producto: startups inventadas, un modelo de jurado real.",
    "about_pt_br": "Uma noite para experimentar o produto: startups inventadas, um modelo de júri real.",
    "privacy_notice_en": "This is a demo. What you enter stays on this machine and is read by nobody else.",
    "privacy_notice_es": "Esto es una demo. Lo que escribas se queda en este equipo y no lo lee nadie más.",
    "privacy_notice_pt_br": "Isto é uma demo. O que você digitar fica nesta máquina e ninguém mais lê.",
}
WINNER = {"en": "For the winner", "es": "Para quien gane", "pt-br": "Para quem vencer"}
MENTORING = {
    "en": "Six months of mentoring for every finalist",
    "es": "Seis meses de mentoría para cada finalista",
    "pt-br": "Seis meses de mentoria para cada finalista",
}

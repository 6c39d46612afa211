"""Which texts stand once per language. Found by modeltranslation when the site starts."""

from modeltranslation.translator import TranslationOptions, register

from battle.editions.models import Edition, Prize


@register(Edition)
class EditionTexts(TranslationOptions):
    fields = ("tagline", "about", "jury_text", "privacy_notice")


@register(Prize)
class PrizeTexts(TranslationOptions):
    fields = ("text",)

import gettext
import os

from django.test import override_settings

from battle.translations import compile_catalogs

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Winner"\nmsgstr "Ganador"\n'


def test_catalogs_are_compiled_without_gnu_gettext_and_only_when_they_changed(tmp_path):
    source = tmp_path / "es" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)

    with override_settings(LOCALE_PATHS=[tmp_path]):
        first, second = compile_catalogs(), compile_catalogs()
        os.utime(source, (source.stat().st_atime, source.stat().st_mtime + 10))
        third = compile_catalogs()

    target = source.with_suffix(".mo")
    assert (first, second, third) == ([target], [], [target])
    with target.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Winner") == "Ganador"

"""Settings of the one deployment shape there is: the demo's embedded default, or real services by environment."""

import os

# Set before anything imports numpy: with a thread per core and busy neighbours one score took 1.8 s (p99), with one
# thread 42 ms.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from typing import Any

import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from battle import env
from battle.logs import MaskedJson

BASE_DIR = env.ROOT
DEMO = env.flag("DEMO", default=True)
DEBUG = False
SECRET_KEY = env.secret_key(demo=DEMO)
HOST = env.text("HOST", "127.0.0.1")
PORT = env.number("PORT", 8000, low=1, high=65535)
PUBLIC_URL = env.url("PUBLIC_URL", env.own_url(HOST, PORT))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", *env.own_addresses(HOST)]
elif not ALLOWED_HOSTS:
    env.stop("ALLOWED_HOSTS is missing; outside demo mode it must name the hosts served, divided by commas.")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL.startswith("https://") else []

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "battle",
    "battle.outbox",
    "battle.accounts",
    "battle.editions",
    "battle.applications",
    "battle.reviews",
    "battle.selection",
    "battle.exchange",
    "battle.showlog",
    "battle.stage",
    "battle.leaderboard",
    "battle.aftermath",
    "scoring",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rules.apps.AutodiscoverRulesConfig",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_countries",
    "csp",
    "django_structlog",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "battle.leaderboard.middleware.UniformBytes",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "battle.accounts.middleware.SecondFactorForStaff",
    "simple_history.middleware.HistoryRequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]

ROOT_URLCONF = "battle.urls"
WSGI_APPLICATION = "battle.wsgi.application"
ASGI_APPLICATION = "battle.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "battle.context.deployment",
            ],
        },
    },
]

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who may -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "battle.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "set_password": "battle.accounts.forms.SetPassword",
    "change_password": "battle.accounts.forms.ChangePassword",
    "reset_password_from_key": "battle.accounts.forms.ResetPassword",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# A password set or a passkey added by somebody else is told to the person by mail.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Beside allauth's own limits: letters of invitation, by who sends them and by where they go.
ACCOUNT_RATE_LIMITS = {"invite": "60/h/user,5/h/key", "confirm_by_code": "5/h/user"}
MFA_ADAPTER = "battle.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "battle.accounts.forms.SecondStep",
    "reauthenticate": "battle.accounts.forms.Confirmation",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Who signs in proved the address by a code, or got a link from whoever runs the site.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Whoever can read or change what is not theirs proves it by a second factor, unless the deployment says otherwise.
STAFF_SECOND_FACTOR = env.flag("STAFF_SECOND_FACTOR", default=not DEMO)
# Attempts are counted by address. Behind the proxy every request comes from the proxy's own, so there the one that it
# names counts (docs/deploy/nginx.conf overwrites what a visitor sent); a demo has no proxy and believes nobody.
ALLAUTH_TRUSTED_PROXY_COUNT = 0 if DEMO else 1
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "organise:home"
LOGOUT_REDIRECT_URL = "home"

# --- languages, time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt-br", "Português (Brasil)")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_SAMESITE = "Lax"
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en", "es", "pt-br")

# --- files -------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The demo serves straight from the source folders: no collection step between "make run" and the first page.
STATIC_ROOT = None if DEMO else env.VAR / "staticfiles"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEMO
PRIVATE_FILES = env.VAR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- security ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
# Browsers themselves offer passkeys on https and on http://localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SECURE_SSL_REDIRECT = False  # the proxy's work; see docs/operations.md
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# --- mail --------------------------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = env.VAR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = env.mail_encryption()
# For each step of the dialogue: whoever asks for a code by mail waits for it, and so do the letters behind.
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10, low=1, high=120)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL", "battle@localhost")
EMAIL_REPLY_TO = env.mailbox("EMAIL_REPLY_TO", "")
EMAIL_RETURN_PATH = env.mailbox("EMAIL_RETURN_PATH", "")

# --- API ---------------------------------------------------------------------------------------------------------
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["battle.problems.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "battle.problems.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "AI Startup Battle",
    "DESCRIPTION": "Editions, applications, shows and boards of AI Startup Battles. Errors are problem documents "
    "(RFC 9457) with a stable `code`.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "ApplicationState": "battle.applications.enums.State",
        "ContenderState": ["waiting", "on_stage", "done"],
        "EditionMode": "battle.editions.enums.Mode",
        "ReviewState": "battle.reviews.enums.ReviewState",
        "ShowMode": ["open", "sealed"],
        "Language": "django.conf.settings.LANGUAGES",
    },
}

# --- worker ------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = env.broker()
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Parts of training runs have a queue of their own: a live score never waits behind one.
CELERY_TASK_ROUTES = {"scoring.do_part": {"queue": "training"}}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# A hint that cannot be given must not hold up the host's answer: the sweep over the log finds the work anyway.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 2

# --- logs: one JSON line per happening, no personal data, no private links -----------------------------------------
DJANGO_STRUCTLOG_USER_ID_FIELD = None
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": MaskedJson(),
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.format_exc_info,
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env.log_level("LOG_LEVEL", "WARNING")},
    "loggers": {"battle": {"level": "INFO"}, "scoring": {"level": "INFO"}},
}
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

# Who tells the jury's side about past contenders; it knows no show itself (scoring.past).
JURY_PAST_CONTENDERS = "battle.aftermath.history.past_contenders"
JURY_SHOWS = "battle.stage.judged.shows_judged_by"

SITE_NAME = _("AI Startup Battle")

"""All settings of Aryz, read from the environment; docs/settings.md lists the variables."""

from pathlib import Path

from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.broker import broker_options
from config.cache import cache_settings
from config.database import database_settings
from config.logs import logging_settings
from config.mail import mail_settings
from config.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("ARYZ_VAR_DIR", str(BASE_DIR / "var"))).resolve()

# --- which house this is -----------------------------------------------------------------------------------------
ARYZ_ENV = env.one_of("ARYZ_ENV", ["development", "production"], "development")
IS_PRODUCTION = ARYZ_ENV == "production"
DEBUG = env.flag("DEBUG", False)
if IS_PRODUCTION and DEBUG:
    raise ImproperlyConfigured(
        "DEBUG=true would show visitors the inside of the server; unset it when ARYZ_ENV=production."
    )
SECRET_KEY = secret_key(is_production=IS_PRODUCTION, folder=VAR_DIR)
# Former keys, while second factors and sessions made under them still live.
SECRET_KEY_FALLBACKS = env.names("SECRET_KEY_FALLBACKS", [])
# Invented cases belong to a demonstration, never beside real complaints.
DEMO_DATA_ALLOWED = env.flag("DEMO_DATA", not IS_PRODUCTION)
if IS_PRODUCTION and DEMO_DATA_ALLOWED:
    raise ImproperlyConfigured(
        "DEMO_DATA=true would mix invented cases with real ones; unset it when ARYZ_ENV=production."
    )

# Whoever has no second factor is led to setting one up, and to nothing else.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", IS_PRODUCTION or not DEMO_DATA_ALLOWED)
if IS_PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise ImproperlyConfigured(
        "SECOND_FACTOR_REQUIRED=false would let a stolen password open real complaints; unset it when "
        "ARYZ_ENV=production."
    )

ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", [] if IS_PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
if IS_PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS is empty; write the names of this site, e.g. ALLOWED_HOSTS=aryz.example.org."
    )
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", [])

# --- rooms -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "institutions.apps.InstitutionsConfig",
    "accounts.apps.AccountsConfig",
    "vault.apps.VaultConfig",
    "complaints.apps.ComplaintsConfig",
    "monitoring.apps.MonitoringConfig",
    "reports.apps.ReportsConfig",
    "config.apps.ConfigConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "config.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vault.middleware.VaultCookieMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.StrangerMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.StoredLanguageMiddleware",
    "config.middleware.NotAllowedPageMiddleware",
    "accounts.history.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.AskAgainMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.ViewAsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "accounts.context_processors.frame",
                "complaints.work.bell.bell",
            ],
        },
    },
]

# --- records -----------------------------------------------------------------------------------------------------
DATABASES = {"default": database_settings(VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_CREATED_AT_FUNCTION = "aryz_history_time()"  # the day alone, where nobody is signed in

# --- people ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "front"
LOGOUT_REDIRECT_URL = "front"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "vault.adapter.VaultAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 5 * 60  # from the password to the second factor
# The password alone is asked for again, because it also opens what is sealed.
ACCOUNT_REAUTHENTICATION_METHODS = ["password"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
# The proxy in front hands no address inwards, so one network may be everybody: the limit that bites is the account's.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/300s/key", "reauthenticate": "10/m/user"}
MFA_ADAPTER = "accounts.mfa.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False  # a passkey stands beside the password, never for it
MFA_ALLOW_UNVERIFIED_EMAIL = True  # there is no mail
MFA_TOTP_ISSUER = "Aryz"
MFA_TOTP_TOLERANCE = 1  # clocks of phones are half a minute off

# --- languages, dates, numbers -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "config" / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
# Counts are grouped where a page says so (intcomma, number_format); years, codes and coordinates never are.
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
TIME_ZONE = "Asia/Almaty"

# --- static files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without a collected folder WhiteNoise serves from the sources.
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles") if IS_PRODUCTION else "") or None
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads anything of ours
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "files"
# No file that somebody sends is ever written to the disk as it came.
FILE_UPLOAD_HANDLERS = ["complaints.intake.uploads.InMemoryHandler"]

# --- what a browser is told --------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
}
# Not "no-referrer": browsers would then send "Origin: null" with our own forms, and Django refuses such posts.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION
SECURE_HSTS_PRELOAD = IS_PRODUCTION
if env.flag("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

_COOKIE_PREFIX = "__Host-" if IS_PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}aryz"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = IS_PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}aryz_csrf"
CSRF_COOKIE_SECURE = IS_PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# The half of a person's private key that never lies on the server; always SameSite=Strict and HttpOnly.
VAULT_COOKIE_NAME = f"{_COOKIE_PREFIX}aryz_vk"
# What a visitor from outside has written so far opens with these alone; always SameSite=Strict and HttpOnly.
PUBLIC_FORM_PATH = "/contact/"  # as config.urls has it
INTAKE_COOKIE_NAME = f"{_COOKIE_PREFIX}aryz_letter"
INTAKE_RETURN_COOKIE_NAME = f"{_COOKIE_PREFIX}aryz_return"
# Where the quick way out of the public form leads: a page that anybody may have open.
INTAKE_EXIT_URL = env.text("INTAKE_EXIT_URL", "https://kk.wikipedia.org/")
INTAKE_UPLOAD_BYTES_A_DAY = 2 * 1024**3
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}aryz_language"
LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- REST interface: closed unless opened ------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.scoped.HasScope"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.HouseSchema",
    "DEFAULT_THROTTLE_RATES": {"token": env.text("API_RATE", "1200/min")},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Aryz",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "Answer": "institutions.choices.Answer",
        "Precision": "complaints.choices.Precision",
        "Presence": "complaints.choices.Presence",
        "AlertKind": "complaints.choices.AlertKind",
        "MedicalFinding": "complaints.choices.FindingKind",
        "ProtectionStep": "complaints.choices.ProtectionStep",
        "CommunicationStep": "complaints.choices.CommunicationStep",
        "JobState": "accounts.choices.JobState",
        "ExportKind": "complaints.choices.ExportKind",
        "ImportState": "complaints.choices.BatchState",
        "SheetKind": "complaints.choices.SheetKind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.rows_as_csv.tell_csv",
        "accounts.api.schema.tell_all",
    ],
}

# --- the mail of the day, for those who ask for it -----------------------------------------------------------------
globals().update(mail_settings(env.text("EMAIL_URL"), VAR_DIR / "mail", is_production=IS_PRODUCTION))
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "aryz@localhost")
# Where that mail leads: a worker knows no request that would tell the name of the site.
SITE_ADDRESS = env.text("SITE_ADDRESS", f"https://{ALLOWED_HOSTS[0]}/" if IS_PRODUCTION else "http://localhost:8000/")

# --- background work ---------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://localhost")
CELERY_BROKER_TRANSPORT_OPTIONS = broker_options(CELERY_BROKER_URL, VAR_DIR / "broker", is_production=IS_PRODUCTION)
CACHES = cache_settings(env.text("CACHE_URL"), CELERY_BROKER_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A task is acknowledged when it is done, so a killed worker gives it back; tasks must bear being run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # What was queued and never ran, or died on the way.
    "sweep-jobs": {"task": "accounts.tasks.sweep_jobs", "schedule": 30.0},
    "forget-ended-sessions": {"task": "accounts.tasks.forget_ended_sessions", "schedule": crontab(minute=20)},
    "end-loans-of-keys": {"task": "vault.tasks.end_loans", "schedule": crontab(minute="*/10")},
    "forget-repeated-requests": {"task": "accounts.tasks.forget_repeated_requests", "schedule": crontab(minute=35)},
    "anchor-audit": {"task": "accounts.tasks.anchor_audit", "schedule": crontab(hour=2, minute=45)},
    "make-notices": {"task": "complaints.work.tasks.make_notices", "schedule": crontab(minute="*/15")},
    "mail-digests": {"task": "complaints.work.tasks.mail_digests", "schedule": crontab(hour=8, minute=0)},
    "purge-drafts": {"task": "complaints.tasks.purge_drafts", "schedule": crontab(hour=1, minute=40)},
    "purge-visit-drafts": {"task": "monitoring.tasks.purge_drafts", "schedule": crontab(hour=1, minute=50)},
    "forget-old-sheets": {"task": "complaints.imports.tasks.forget_old", "schedule": crontab(minute=40)},
    "purge-intake": {"task": "complaints.tasks.purge_intake", "schedule": crontab(hour=1, minute=30)},
    "drop-export-files": {"task": "complaints.exports.tasks.drop_expired", "schedule": crontab(minute=50)},
    "refresh-funnel": {"task": "reports.tasks.refresh_funnel_nightly", "schedule": crontab(hour=3, minute=15)},
}

# --- what is written down about errors ---------------------------------------------------------------------------
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(env.one_of("LOG_LEVEL", ["DEBUG", "INFO", "WARNING", "ERROR"], "INFO"))
DEFAULT_EXCEPTION_REPORTER = "config.errors.ReticentReporter"
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"

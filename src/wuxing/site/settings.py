"""Everything that the environment may set, read here and nowhere else. Business numbers live in the standard."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from wuxing.core.source import Refusal
from wuxing.site.environment import env, env_bool, env_choice, env_int, env_secret, env_url, env_zone

HOME = Path(env("WUXING_HOME") or Path.home() / ".wuxing").resolve()
PACKAGE = Path(__file__).parent.parent

DEBUG = False
SECRET_KEY = env_secret("WUXING_SECRET_KEY", HOME / "secret")
BASE_URL = env_url("WUXING_BASE_URL", "http://localhost:8000")
BEHIND_TLS = BASE_URL.startswith("https://")
TRUSTED_PROXIES = env("WUXING_TRUSTED_PROXIES", "127.0.0.1")
THREADS = env_int("WUXING_THREADS", default=8)
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS += [each for each in env("WUXING_HOSTS").split(",") if each]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "wuxing.site",
    "wuxing.demo",
    "wuxing.desk",
    "wuxing.portal",
    "wuxing.history",
    "wuxing.channels",
    "wuxing.cases",
    "wuxing.customers",
    "wuxing.standards",
    "wuxing.search",
    "wuxing.jobs",
    "wuxing.notices",
    "wuxing.live",
    "wuxing.accounts",
    "wuxing.ledger",
    "wuxing.ui",
    "unfold.apps.BasicAppConfig",
    "wuxing.accounts.apps.ReferenceDataConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "wuxing.channels.api.short_path.short_path",
    "wuxing.site.static_files.KeptForever",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wuxing.site.middleware.content_policy",
    "wuxing.site.middleware.one_look",
    "wuxing.desk.board.watching.known_watchers",
    "wuxing.accounts.middleware.staff_member",
    "wuxing.site.middleware.reader_choices",
    "wuxing.site.middleware.refusals",
]

ROOT_URLCONF = "wuxing.site.urls"
CSRF_FAILURE_VIEW = "wuxing.site.errors.csrf_failure"
WSGI_APPLICATION = None

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wuxing.site.navigation.navigation",
            ],
            "builtins": ["wuxing.ui.templatetags.ui", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]


PLANNING = "-c random_page_cost=1.1 -c jit=off"
"""For disks without a moving head: with PostgreSQL's own 4, a view's count reads every case that a person may see
instead of looking a hundred up. Compiling a query takes longer than any of ours runs."""


def database_of(url: str) -> dict[str, object]:
    """Django's description of the database that an address names: sqlite:///path or postgresql://user@host/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path[1:] if parts.path.startswith("//") else parts.path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": PLANNING, **dict(parse_qsl(parts.query))},
        }
    raise Refusal(
        "bad-setting",
        f"WUXING_DATABASE_URL 的“{parts.scheme}”不认识，应以 sqlite:/// 或 postgresql:// 开头。",
        f"WUXING_DATABASE_URL: {parts.scheme!r} is unknown; it starts with sqlite:/// or postgresql://.",
    )


DATABASES = {"default": database_of(env("WUXING_DATABASE_URL") or f"sqlite:///{HOME / 'wuxing.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
IS_SQLITE = DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
# Lockouts are counted here: on SQLite one process serves, on PostgreSQL all processes count together.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if IS_SQLITE
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 7 * 86400
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-wuxing", "__Host-wuxing-csrf") if BEHIND_TLS else ("wuxing", "wuxing-csrf")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
# The scheme comes from the web server, which believes X-Forwarded-Proto of trusted proxies only.
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # HSTS of subdomains: for the owner of the domain to say

ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "wuxing.accounts.signing_in.Adapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who is not with us gets no mail from us
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,30/15m/ip"}
ACCOUNT_FORMS = {
    "change_password": "wuxing.accounts.door_forms.ChangePassword",
    "reset_password": "wuxing.accounts.door_forms.ResetPassword",
    "reset_password_from_key": "wuxing.accounts.door_forms.ResetPasswordKey",
    "reauthenticate": "wuxing.accounts.door_forms.ConfirmPassword",
}
MFA_FORMS = {
    "authenticate": "wuxing.accounts.door_forms.EnterCode",
    "reauthenticate": "wuxing.accounts.door_forms.ConfirmCode",
    "activate_totp": "wuxing.accounts.door_forms.SetUpApp",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Wuxing"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s before and after the present one: a code typed as it changes still holds

UNFOLD = {
    "SITE_TITLE": _("Wuxing"),
    "SITE_HEADER": _("Wuxing"),
    "SITE_SUBHEADER": _("Reference data"),
    "SITE_URL": "/",
    "SITE_SYMBOL": "kid_star",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("ui/mark.svg")}],
    "COLORS": {
        "primary": dict(
            zip(
                "50 100 200 300 400 500 600 700 800 900 950".split(),
                "#f0f7fa #e4f0f4 #c4dfe8 #9fc9d8 #7fc6e0 #2f85a3 #0d5f7f #0b5270 #0b3d52 #0c2c3b #0c2029".split(),
                strict=True,
            )
        )
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
TIME_ZONE = env_zone("WUXING_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None  # nothing is collected: whitenoise serves what lies in the packages
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wuxing.site.static_files.NamedByContent"},
}
STATICFILES_DIRS = [next(iter(find_spec("ninja").submodule_search_locations)) + "/static"]  # type: ignore[union-attr, arg-type]
"""The page of the API's documentation; as an app, its library would be loaded by every command."""
HISTORY = HOME / "history"  # event files, logs, results of replays
INCOMING = HOME / "incoming"  # where an operator puts logs too large to upload
ATTACHMENTS = Path(env("WUXING_ATTACHMENTS") or HOME / "attachments")

EMAIL_URL = env_url("WUXING_EMAIL_URL", "", schemes=("smtp", "smtps", "smtp+tls"))
DEFAULT_FROM_EMAIL = env("WUXING_MAIL_FROM", "Wuxing <service@localhost>")
if EMAIL_URL:
    _mail = urlsplit(EMAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.scheme == "smtps", _mail.scheme == "smtp+tls"
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env_choice("WUXING_LOG", "WARNING", LOG_LEVELS)},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a 404 is no news
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "uvicorn.error": {"level": "ERROR"},
    },
}

UPLOAD_LIMIT = env_int("WUXING_UPLOAD_MB", default=20) * 1_000_000
BODY_LIMIT = 5 * UPLOAD_LIMIT
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DEMO = env_bool("WUXING_DEMO", default=False)

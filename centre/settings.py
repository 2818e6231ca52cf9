"""Settings of the whole site: one file, read once from the environment.

`CENTRE_ENV` names the environment:

- `production` (the default): refuses to start without a secret, hosts and a database,
  and insists on HTTPS;
- `local`, for `make run`: secrets of its own, plain HTTP, embedded PostgreSQL;
- `test`, for `make test`: fast password hashing, e-mails kept in memory.

`docs/deployment.md` lists every variable.
"""

import tomllib
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from centre.database import read_database_url
from centre.stores import stores
from centre.web.log_settings import log_settings
from centre.web.security_policy import security_policy

BASE_DIR = Path(__file__).resolve().parent.parent
# The number of the release; between two, that of the coming one with ".dev0".
CENTRE_VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())[
    "project"
]["version"]

env = environ.Env()
if env.str("CENTRE_ENV", "") != "test":  # whose results are the same on every machine
    environ.Env.read_env(BASE_DIR / ".env")

CENTRE_ENV = env.str("CENTRE_ENV", "production")
if CENTRE_ENV not in {"production", "local", "test"}:
    raise ImproperlyConfigured(
        f"CENTRE_ENV is {CENTRE_ENV!r}; it is one of production, local, test."
    )
PRODUCTION = CENTRE_ENV == "production"


def _required(name: str) -> str:
    """Return the value of a variable.

    Raises ImproperlyConfigured where it is not set.
    """
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(
            f"Set {name}: production does not start without it. "
            "For a site on your own machine use `make run` (CENTRE_ENV=local)."
        )
    return value


# --- Safety ------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DEBUG shows secrets to visitors: not in production.")

SECRET_KEY = (
    _required("SECRET_KEY")
    if PRODUCTION
    else env.str("SECRET_KEY", "only-for-this-machine-" * 3)
)
# Former keys, the latest first: what they signed goes on working (docs/adr/0052).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = (
    _required("ALLOWED_HOSTS").split(",")
    if PRODUCTION
    else ["127.0.0.1", "localhost", "testserver"]
)
# The URL of the site, for links in e-mails and calendars; never taken from the Host
# header, which a stranger can set.
SITE_URL = (
    _required("SITE_URL").rstrip("/")
    if PRODUCTION
    else env.str("SITE_URL", f"http://127.0.0.1:{env.str('PORT', '8000')}")
)

# Whom to tell of a hole in the site's safety, a URI: mailto:, https:, tel:. Unset, it
# is the house's own e-mail.
CENTRE_SECURITY_CONTACT = env.str("SECURITY_CONTACT", "")

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", False) else None
)
# How many proxies stand in front, each appending to X-Forwarded-For whom it heard.
CENTRE_TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1) if SECURE_PROXY_SSL_HEADER else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = "Lax"
# A working day and a night: a delegation may ask a colleague for a name meanwhile.
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
# The form token lives in the session, so that registering needs one cookie in all.
CSRF_USE_SESSIONS = True
CSRF_COOKIE_SECURE = PRODUCTION
# Ours is Django's own with one step later (centre/web/middleware.py); the check looks
# for Django's name in the list.
SILENCED_SYSTEM_CHECKS = ["security.W003"]
CSRF_FAILURE_VIEW = "centre.staff.unsaved_views.keep_or_refuse"

# --- Languages ---------------------------------------------------------------------

# Every language that the site knows, each in its own name. One more language is one
# more line here, `makemigrations` and a catalogue (docs/translating.md). A language is
# never taken out again, because its columns would go with it: hide it instead.
CENTRE_LANGUAGES = {"pl": "Polski", "en": "English", "uk": "Українська"}
HIDDEN_LANGUAGES = env.list("HIDDEN_LANGUAGES", default=[])

LANGUAGE_CODE = "pl"
LANGUAGES = [
    (code, name)
    for code, name in CENTRE_LANGUAGES.items()
    if code not in HIDDEN_LANGUAGES
]
# The languages to show an object in where it is not complete in the reader's own.
# Readers of Ukrainian in Kraków are likelier to read Polish than English.
CENTRE_FALLBACKS = {"default": ("en", "pl"), "uk": ("pl", "en")}

MODELTRANSLATION_LANGUAGES = tuple(CENTRE_LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = "pl"
# A field never falls back alone; the object does, with all its texts (centre/content/).
MODELTRANSLATION_FALLBACK_LANGUAGES = {"default": ()}

USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "centre" / "locale"]
TIME_ZONE = "Europe/Warsaw"
FORMAT_MODULE_PATH = ["centre.formats"]
USE_TZ = True

# --- Application -------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, whose forms it extends
    "centre",
    "news",
    "events",
    "centre.apps.StaffDeskConfig",  # django.contrib.admin with a site of our own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
    "django_countries",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "centre.web.request_ids.numbered",
    "centre.watch.probes.answer_probes",  # whatever the Host and the protocol
    "centre.web.access_log.logged",
    "centre.watch.metrics.counted",
    "centre.web.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "centre.web.middleware.sound_request",
    "django.middleware.http.ConditionalGetMiddleware",
    "centre.web.middleware.without_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "centre.web.middleware.language_from_path",
    "centre.web.middleware.error_pages",
    "centre.web.redirects.lead_on",
    "django.middleware.common.CommonMiddleware",
    "centre.accounts.middleware.SignInMiddleware",  # before a form's token is read
    "centre.web.middleware.CsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "centre.urls"
WSGI_APPLICATION = "centre.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
                "centre.web.context.site_frame",
            ],
            # It tells of everything, so it stands above all that an app's own may read.
            "libraries": {"today": "centre.today.tags"},
        },
    }
]
FORM_RENDERER = "centre.web.drawn_fields.DrawnFields"

# --- Data --------------------------------------------------------------------------

if PRODUCTION:
    _database_url = _required("DATABASE_URL")
else:
    # A server has no PostgreSQL of its own, and loads nothing of it.
    from centre.local.postgres import database_url

    _database_url = env.str("DATABASE_URL", "") or database_url(BASE_DIR)

# Behind a pooler that changes the connection with each transaction (docs/scaling.md).
CENTRE_DATABASE_IS_POOLED = env.bool("DATABASE_POOLED", False)
DATABASES = {
    "default": {
        **read_database_url(_database_url),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        # A cursor on the server outlives a transaction, a pooler's connection does not.
        "DISABLE_SERVER_SIDE_CURSORS": CENTRE_DATABASE_IS_POOLED,
    }
}

CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # The pictures that messengers show, some 50 kB each: drawn once, for all processes.
    "share": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if CENTRE_ENV == "test"
        else "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": env.str("SHARE_ROOT", str(BASE_DIR / ".local" / "share")),
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
}
# How long the Centre's details, menus and footer may be served from memory.
CENTRE_FRAME_SECONDS = 5 if PRODUCTION else 0

# Repeated pages are answered from memory (docs/adr/0049): so many bytes a process. The
# listener may need the database's own address; nginx may give out the pages as files.
CENTRE_PAGE_CACHE_BYTES = env.int("PAGE_CACHE_MB", 8 if PRODUCTION else 0) * 1024 * 1024
CENTRE_LISTEN_URL = env.str("LISTEN_URL", "")
if CENTRE_DATABASE_IS_POOLED and CENTRE_PAGE_CACHE_BYTES and not CENTRE_LISTEN_URL:
    raise ImproperlyConfigured(
        "Set LISTEN_URL to the database's own address: through a pooler no change is "
        "heard, and former pages would be given out (docs/scaling.md)."
    )
CENTRE_PAGES_ROOT = Path(p) if (p := env.str("PAGES_ROOT", "")) else None

# Examples of texts with a legal effect, which the demo brings: never on a real site.
CENTRE_SHOWS_SAMPLES = not PRODUCTION

# No person fills in five pages faster than this; bots do, and tests.
CENTRE_FASTEST_REGISTRATION = timedelta(seconds=0 if CENTRE_ENV == "test" else 5)

# Long work is queued in the database; `manage.py db_worker` does it.
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.dummy.DummyBackend"
        if CENTRE_ENV == "test"
        else "django_tasks_db.DatabaseBackend",
        "OPTIONS": {"id_function": "centre.web.request_ids.new_task_key"},
    }
}

# --- Mail --------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = (
    _required("DEFAULT_FROM_EMAIL")
    if PRODUCTION
    else env.str("DEFAULT_FROM_EMAIL", "centrum@example.org")
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 20
if env.str("EMAIL_URL", "") or PRODUCTION:
    vars().update(env.email_url_config(_required("EMAIL_URL")))
    if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        EMAIL_BACKEND = "centre.smtp.EmailBackend"  # listens for so long alone
elif CENTRE_ENV == "local":
    # Nothing leaves the machine: each e-mail becomes a file.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = BASE_DIR / ".local" / "mail"

# --- Files -------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / ".local" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "centre.web.sheets.SiteSheet",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
# Where browsers get pictures: a path of this site, or an address of another host.
MEDIA_URL = env.str("MEDIA_URL", "/media/").rstrip("/") + "/"
CONTENT_SECURITY_POLICY = security_policy(MEDIA_URL)
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(BASE_DIR / ".local" / "media")))
# Documents and recordings: given out by views of ours alone, never by the web server.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", str(BASE_DIR / ".local" / "private")))
STORAGES = {
    **stores(env),
    "staticfiles": {
        "BACKEND": "centre.web.static_files.ReleaseStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = not PRODUCTION
# In bytes. The web server in front has to let these through (docs/deployment.md).
CENTRE_LARGEST_DOCUMENT = env.int("LARGEST_DOCUMENT_MB", 20) * 1024 * 1024
CENTRE_LARGEST_RECORDING = env.int("LARGEST_RECORDING_MB", 100) * 1024 * 1024
# Files do not count here.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A weekly activity has hundreds of sessions after some years, each with ten fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Where `manage.py back_up` keeps the backups, and the public key of age that they are
# encrypted with; without one they are not.
_backup_root = env.str("BACKUP_ROOT", "")
CENTRE_BACKUP_ROOT = Path(_backup_root or BASE_DIR / ".local" / "backups")
CENTRE_WATCHES_BACKUPS = bool(_backup_root)  # their age, as one thing that is watched
CENTRE_BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", "")

# --- Personal data -----------------------------------------------------------------

# How many days each rule of events/privacy/rules.py keeps its data, from the moment
# that the rule names (mostly the end of the visit).
CENTRE_RETENTION = {
    "needs": 14,
    "unused_names": 30,
    "links": 30,
    "lapsed": 7,
    "ended": 30,
    "people": 365,
    "hand_overs": 7,
    "requests_ended": 30,
    "requests": 365,
    "mail_texts": 30,
    "mail_addresses": 365,
    "messages": 365,
    "drafts": 30,
    "invitees": 730,
    "feedback": 365,
    "guides": 365,
    "staff_log": 365,
    "staff_actions": 730,
    "unsaved_forms": 30,
    "kept_answers": 1,
    "preview_links": 1,
    "programme_sheets": 1,
    "proposals": 365,
    "bin": 30,
    "imports": 30,
    "tasks": 14,
    "erased_addresses": 400,  # longer than the oldest backup is kept
    "rates": 1,
    "sessions": 0,
}

# --- Staff -------------------------------------------------------------------------

PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if CENTRE_ENV == "test"
    else [
        "centre.accounts.hashers.BoundedArgon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
)
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": "centre.staff.passwords.SimplePasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = ["centre.accounts.backends.StaffBackend"]
LOGIN_REDIRECT_URL = "admin:index"

# Whether who may see personal data has to prove it by a second factor, too.
CENTRE_SECOND_FACTOR = env.bool("SECOND_FACTOR", PRODUCTION)
# A session of staff ends after so many hours without a page asked for, and after a
# working day at the latest (ASVS 5.0, 7.3.1 and 7.3.2). Typed text is kept.
CENTRE_STAFF_IDLE = timedelta(hours=env.float("STAFF_IDLE_HOURS", 2))
CENTRE_STAFF_LONGEST = timedelta(hours=env.float("STAFF_LONGEST_HOURS", 12))

# The second factor is django-allauth's; the rest of it is not used (docs/adr/0035).
ACCOUNT_ADAPTER = "centre.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_METHODS = ["password"]
ACCOUNT_RATE_LIMITS = False  # counted in the database, by centre.accounts.throttling
ACCOUNT_FORMS = {"reauthenticate": "centre.accounts.forms.PasswordAgainForm"}
MFA_ADAPTER = "centre.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = False
MFA_FORMS = {"authenticate": "centre.accounts.forms.CodeForm"}
MFA_TOTP_TOLERANCE = 1  # clocks of phones differ
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION

SIMPLE_HISTORY_REVERT_DISABLED = False

# --- Watching ----------------------------------------------------------------------

# Who may read the details of /readyz, and /metrics: `Authorization: Bearer TOKEN`.
CENTRE_WATCH_TOKEN = env.str("WATCH_TOKEN", "")
# In bytes: with less, the site says that its disk is full.
CENTRE_LEAST_FREE = env.int("LEAST_FREE_MB", 0 if CENTRE_ENV == "test" else 1024) << 20
# The file of the certificate: where known, its end is watched.
CENTRE_CERTIFICATE = env.str("CERTIFICATE_FILE", "")
ADMINS = [(address, address) for address in env.list("ADMINS", default=[])]
EMAIL_SUBJECT_PREFIX = f"[{SITE_URL.partition('//')[2]}] "
SENTRY_DSN = env.str("SENTRY_DSN", "")

LOGGING = log_settings(
    for_machines=PRODUCTION, to_admins=bool(ADMINS), to_sentry=bool(SENTRY_DSN)
)

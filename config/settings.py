"""One file of settings, from the environment only. What a business changes lives in the database."""

from __future__ import annotations

from csp.constants import NONCE, NONE, SELF

from config import environment as env

BASE_DIR = env.BASE
DATA_DIR = env.data_folder()
SECRET_KEY = env.secret_key(DATA_DIR)
DEBUG = env.flag("TANTAM_DEBUG", default=False)
ALLOWED_HOSTS = env.words("TANTAM_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("TANTAM_ORIGINS", "")

# Where the product is reached from outside: used in links that leave by mail.
PUBLIC_URL = env.text("TANTAM_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

# Floors, from the ground up. pyproject.toml keeps the same order.
FLOORS = ["core", "ui", "organisation", "customers", "process", "channels", "cases", "surveys", "insight", "demo"]
SIBLINGS = [{"process", "channels"}]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "csp",
    "ninja",
    "procrastinate.contrib.django",
    "template_partials",
    *[f"tantam.{floor}" for floor in FLOORS],
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.compressing.CompressText",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tantam.organisation.rights.RightsMiddleware",
    "tantam.demo.watching.NoteWhatIsTried",
    "config.input.refuse_nul",
    "config.input.name_what_is_sent",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tantam.ui.context.look",
            ],
        },
    }
]
FORM_RENDERER = "tantam.ui.forms.Renderer"

DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgresql:///tantam"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.Agent"
AUTHENTICATION_BACKENDS = ["config.signed_in.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
SESSION_ENGINE = "config.signed_in"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
# Proxies in front, by address: what they say about who asks is believed, nobody else's word is.
PROXIES = env.words("TANTAM_PROXIES", "127.0.0.1,::1" if SESSION_COOKIE_SECURE else "")
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF, NONCE],  # the nonce only where a page asks for one: the studio's editor of formulas
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [env.locale_folder()]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = env.folder("TANTAM_STATIC", DATA_DIR / "static")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"/ui/built/.+-[\w-]{8}\."  # the build names its files by their content
MEDIA_ROOT = env.folder("TANTAM_FILES", DATA_DIR / "files")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(MEDIA_ROOT)}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# An answer takes a hundred files; of more the composer says so itself.
DATA_UPLOAD_MAX_NUMBER_FILES = 500
# How long an answer can be taken back, for who has not chosen.
UNDO_SECONDS = env.whole("TANTAM_UNDO_SECONDS", 10)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# A demo or test installation never sends to a real provider, whatever is configured.
DEMO = env.flag("TANTAM_DEMO", default=False)
SMTP_LISTEN = env.text("TANTAM_SMTP_LISTEN", "127.0.0.1:8025")
SMTP_OUT = env.text("TANTAM_SMTP_OUT")
MAIL_MAX_BYTES = env.whole("TANTAM_MAIL_MAX_BYTES", 50 * 1024 * 1024)
# With less room for files than this no mail is taken: its sender keeps it and tries again.
LEAST_FREE_BYTES = env.whole("TANTAM_LEAST_FREE_BYTES", 64 * 1024 * 1024)
MESSAGE_ID_DOMAIN = env.text("TANTAM_MESSAGE_ID_DOMAIN", "tantam.example")

# How often one token may ask in a minute, whichever process answers.
API_REQUESTS_A_MINUTE = env.whole("TANTAM_API_REQUESTS_A_MINUTE", 600)
# Webhooks go to public addresses only; in a demo to this very machine only, whatever is set here.
WEBHOOK_ALLOW_PRIVATE = env.flag("TANTAM_WEBHOOK_ALLOW_PRIVATE", default=False)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # What callers do wrong is everyday (4xx, commands that SMTP does not know); our own faults are errors.
    "loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.security.csrf", "mail.log")},
    "root": {"handlers": ["stderr"], "level": env.text("TANTAM_LOG_LEVEL", "WARNING")},
}

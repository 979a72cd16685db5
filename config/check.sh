#!/bin/sh
# Everything that must hold besides the tests: style, migrations, production settings, generated diagrams.
set -eu

python=.venv/bin/python

step() {
    echo "--- $*"
}

step "ruff"
"$python" -m ruff check .
"$python" -m ruff format --check .

step "templates"
"$python" -m djlint --lint --quiet templates

step "migrations match the models"
"$python" manage.py makemigrations --check --dry-run

step "production settings"
ARYZ_ENV=production \
    SECRET_KEY="$("$python" -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    ALLOWED_HOSTS=aryz.example.org \
    CELERY_BROKER_URL=redis://127.0.0.1:6379/0 \
    "$python" manage.py check --deploy --fail-level WARNING

step "the drawing of the stages is fresh"
# Drawn from a pack that is loaded for this alone, into a database that is thrown away.
(
    unset DATABASE_URL
    export ARYZ_VAR_DIR=var/check
    trap '"$python" -m config.postgres stop >/dev/null; rm -rf "$ARYZ_VAR_DIR"' EXIT
    "$python" -m config.postgres start >/dev/null
    "$python" manage.py migrate --verbosity 0
    "$python" manage.py load_pack kz >/dev/null
    "$python" manage.py draw_states --check
)

step "the schema of the interface is fresh"
"$python" manage.py spectacular --lang en --validate --fail-on-warn --file var/openapi.yaml
diff -u docs/api/openapi.yaml var/openapi.yaml || {
    echo "The interface has changed. If it was meant: cp var/openapi.yaml docs/api/openapi.yaml"
    exit 1
}

step "shell scripts and compose file"
sh -n config/environment.sh config/check.sh config/container.sh
bash -n .ci/run
if docker compose version >/dev/null 2>&1; then
    docker compose config --quiet
fi

echo "All checks hold."

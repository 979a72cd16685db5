# The image of the web server, the worker and the clock; config/container.sh chooses between them.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ARYZ_ENV=production \
    ARYZ_VAR_DIR=/var/lib/aryz \
    STATIC_ROOT=/srv/static

# Files of strangers: poppler draws documents, bubblewrap walls the parsers in where the host lets it. Pango and HarfBuzz
# set case sheets as PDF.
RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends bubblewrap poppler-utils \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 >/dev/null \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --system --uid 10001 --home-dir /srv/aryz --shell /usr/sbin/nologin aryz \
    && install -d -o aryz -g aryz /srv/aryz /srv/static /var/lib/aryz

WORKDIR /srv/aryz
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY --chown=root:root . .
# The values live for this command only; collecting files needs settings that load, not secrets.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    ALLOWED_HOSTS=localhost DATABASE_URL=postgresql://nobody@localhost/none CELERY_BROKER_URL=redis://localhost:6379/0 \
    python manage.py collectstatic --noinput --verbosity 0

USER aryz
VOLUME /var/lib/aryz
EXPOSE 8000
ENTRYPOINT ["./config/container.sh"]
CMD ["web"]

#!/bin/sh
# What a container of the image does: prepare (once), web, worker or beat.
set -eu

case "${1:-web}" in
prepare)
    exec python -m config.prepare
    ;;
web)
    exec python -m gunicorn config.wsgi:application --bind 0.0.0.0:8000 \
        --workers "${WEB_WORKERS:-3}" --threads 4 --worker-tmp-dir /dev/shm --log-level warning
    ;;
worker)
    exec python -m celery --app config.celery --quiet worker --pool prefork \
        --concurrency "${WORKER_PROCESSES:-2}" --loglevel WARNING
    ;;
beat)
    exec python -m celery --app config.celery --quiet beat --pidfile "" --loglevel WARNING
    ;;
probe)
    exec python -m config.probe
    ;;
*)
    echo "usage: container.sh prepare | web | worker | beat | probe" >&2
    exit 2
    ;;
esac

#!/bin/sh
# Makes .venv and installs what the given lock file names; does nothing when that has been done for this very lock.
set -eu

lock=$1
venv=.venv
done_for="$venv/installed-$lock"

find_python() {
    for name in ${PYTHON3:-} python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    echo "Aryz needs Python 3.11 or newer, and found none (it tried python3.13, python3.12, python3.11 and python3)." >&2
    exit 1
}

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    python=$(find_python)
    echo "Making the virtual environment with $("$python" --version) ..."
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
        rm -rf "$venv"
        echo "Python could not make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2
        exit 1
    fi
fi

if ! cmp -s "$lock" "$done_for"; then
    echo "Installing what $lock names ..."
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    cp "$lock" "$done_for"
fi

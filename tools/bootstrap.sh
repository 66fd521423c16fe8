#!/bin/sh
# Makes .venv fit for one of four jobs, once: `sh tools/bootstrap.sh run|test|external|dev`.
#
#   run       what `make demo` needs: pymdm with its server and command line
#   test      the same and the test tools
#   external  the same and the servers that tests/external puts to the question
#   dev       everything: tests, linters, type checker, changelog, hooks
#
# A stamp in .venv holds what the set-up depends on, so that the second call costs nothing and
# an edited pyproject.toml, another PYTHON or a moved folder sets things up again.
set -eu

level=${1:?"say run, test, external or dev"}
cd "$(dirname "$0")/.."
venv=.venv
here=$(pwd -P)

say() { printf '%s\n' "$*" >&2; }
die() { say "set-up: $*"; exit 1; }

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

# A version manager may put an old python3, or a shim that does not start, first on PATH.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        new_enough "$PYTHON" || die "PYTHON=$PYTHON is not a Python 3.11 or newer"
        printf '%s\n' "$PYTHON"
        return
    fi
    for name in python3 python3.11 python3.12 python3.13 python3.14 python3.15 /usr/bin/python3; do
        if new_enough "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    die "no Python 3.11 or newer on PATH; name one: make PYTHON=/path/to/python3.11 ..."
}

# Debian ships python3 without ensurepip unless python3-venv is there; then any pip, virtualenv or uv does.
make_venv() {
    rm -rf "$venv"
    "$1" -m venv "$venv" >/dev/null 2>&1 && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && return
    rm -rf "$venv"
    if "$1" -m pip --version >/dev/null 2>&1 && "$1" -m venv --without-pip "$venv" >/dev/null 2>&1; then
        "$1" -m pip --python "$venv/bin/python" install -q pip && return
        rm -rf "$venv"
    fi
    "$1" -m virtualenv -q "$venv" >/dev/null 2>&1 && return
    if command -v uv >/dev/null 2>&1; then
        uv venv -q --seed --python "$1" "$venv" && return
    fi
    rm -rf "$venv"
    die "this Python cannot make a virtual environment: apt-get install python3-venv"
}

case $level in
    run) groups="" ;;
    test) groups="--group test" ;;
    external) groups="--group external" ;;
    dev) groups="--group dev" ;;
    *) die "unknown job $level: say run, test, external or dev" ;;
esac

sum=$(cat pyproject.toml tools/bootstrap.sh | cksum)
want="$here $sum"
if [ -n "${PYTHON:-}" ]; then
    python=$(find_python)
    version=$("$python" -c 'import sys; print(*sys.version_info[:2])')
    if [ -x "$venv/bin/python" ] && [ "$version" != "$("$venv/bin/python" -c 'import sys; print(*sys.version_info[:2])')" ]; then
        say "set-up: .venv was made with another Python, making it anew"
        rm -rf "$venv"
    fi
fi
if [ -f "$venv/.ready-$level" ] && [ "$(cat "$venv/.ready-$level")" = "$want" ] && "$venv/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

# Kept from last time only if it starts and still lies where it was made: scripts in it name their folder.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1 || ! grep -qsF "$here/$venv" "$venv/bin/pip"; then
    python=${python:-$(find_python)}
    say "set-up: making .venv with $("$python" --version 2>&1)"
    make_venv "$python"
fi
say "set-up: installing what '$level' needs"
export PIP_DISABLE_PIP_VERSION_CHECK=1
pip() { "$venv/bin/python" -m pip -q "$@"; }
# Dependency groups (PEP 735) need pip 25.1; Debian 12 has 23.
pip install --upgrade "pip>=25.1"
# shellcheck disable=SC2086
pip install --editable ".[server,cli]" $groups
for done in run test external dev; do
    printf '%s' "$want" > "$venv/.ready-$done"
    [ "$done" = "$level" ] && break
done

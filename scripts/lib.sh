# shellcheck shell=bash
# Shared by the commands in this directory: where we are, and a virtual environment that fits.
# Sourced, never run. Needs bash, git and any Python from 3.11 on.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv

title() { # title TEXT...: head a step
    if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
        printf '\n\033[1m== %s\033[0m\n' "$*"
    else
        printf '\n== %s\n' "$*"
    fi
}

die() { # die WHAT [HELP]: say what stops us and what to do about it, on stderr, and leave with 2
    printf 'error: %s\n' "$1" >&2
    [ $# -lt 2 ] || printf '  help: %s\n' "$2" >&2
    exit 2
}

find_python() { # print the first Python that can make our environment; leave with 2 if none can
    local name path old="" without_venv=""
    for name in python3.13 python3.12 python3.11 python3 python; do
        path=$(command -v "$name") || continue
        # Asked, not believed: a name on the PATH may be a shim for nothing.
        if ! "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            old="$old $name"
        elif ! "$path" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            without_venv="$without_venv $name"
        else
            printf '%s\n' "$path"
            return
        fi
    done
    [ -z "$without_venv" ] || die "no venv module in:$without_venv" \
        "install it (on Debian and Ubuntu: apt-get install python3-venv)"
    [ -z "$old" ] || die "no Python 3.11 or later on the PATH; too old, or not working:$old" \
        "install one and make sure that python3 starts it"
    die "no Python on the PATH" "install Python 3.11 or later"
}

fingerprint() { # identify what an installation depends on: where we are, what we ask for
    { printf '%s\n' "$root"; cat "$root/pyproject.toml" "$root/constraints.txt"; } | cksum
}

ensure_venv() { # ensure_venv [dev]: .venv holds confledger, and with `dev` what its tests need
    local wanted=${1-} want start=$SECONDS python
    want=$(fingerprint)
    # One stamp for each extent, written last: an installation that was interrupted has none.
    if [ ! -x "$venv/bin/python" ] || [ "$(cat "$venv/.stamp-root" 2>/dev/null)" != "$root" ]; then
        python=$(find_python)
        title "make .venv with $("$python" --version 2>&1)"
        rm -rf "$venv"
        "$python" -m venv "$venv" || die "$python cannot make a virtual environment" \
            "install its venv and pip modules (on Debian and Ubuntu: apt-get install python3-venv)"
        printf '%s\n' "$root" >"$venv/.stamp-root"
    fi
    if [ "$(cat "$venv/.stamp-$wanted" 2>/dev/null)" != "$want" ]; then
        title "install confledger${wanted:+ and what its checks and tests need}"
        rm -f "$venv"/.stamp-dev "$venv"/.stamp-
        "$venv/bin/python" -m pip install -qq --disable-pip-version-check \
            -c "$root/constraints.txt" -e "$root${wanted:+[$wanted]}" ||
            die "pip could not install confledger" "its own message is above; run this again"
        printf '%s\n' "$want" >"$venv/.stamp-"
        [ -z "$wanted" ] || printf '%s\n' "$want" >"$venv/.stamp-$wanted"
        printf 'done in %s s\n' $((SECONDS - start))
    fi
    # Commands of this environment first, and nothing of an environment we were started from.
    unset PYTHONHOME PYTHONPATH
    export VIRTUAL_ENV=$venv PATH=$venv/bin:$PATH
}

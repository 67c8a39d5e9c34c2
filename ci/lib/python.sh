# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
#
# Start of every script in ci/: make sure that Python is there, then run a module of ci/lib/pecanci.
# Sourced with $here = the folder ci; call `pecan_python MODULE ARGS...`.

pecan_python() {
    module=$1
    shift
    if ! command -v python3 >/dev/null 2>&1; then
        echo "python3 is missing; installing it" >&2
        sudo=
        [ "$(id -u)" = 0 ] || sudo="sudo -n"
        if ! command -v apt-get >/dev/null 2>&1 ||
            ! { $sudo apt-get update -q && $sudo apt-get install -y -q --no-install-recommends python3; } >&2; then
            echo "could not install python3: as root, run 'apt-get install python3'" >&2
            exit 2
        fi
    fi
    PYTHONPATH="$here/lib" PYTHONDONTWRITEBYTECODE=1 exec python3 -m "pecanci.$module" "$@"
}

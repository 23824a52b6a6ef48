#!/bin/sh
# Makes a Python environment and installs into it: `sh tools/setup.sh .venv -e .`. Called by make; safe to call again.
# `sh tools/setup.sh --system` sees to what the tests need from the system: a browser, a Chinese font, Java for Spark.
# Works with a bare PATH, without git, and on a Debian that has only python3 and make.
set -eu

# Where the machine keeps certificates of its own (a company's proxy), uv trusts what curl and apt trust.
[ -e /etc/ssl/certs/ca-certificates.crt ] && export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-1}"

main() {
    [ "$1" != --system ] || { prepare_system; return; }
    venv=$1
    shift
    find_python || install_python
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear "$venv"
    install_with_uv "$@" || install_with_pip "$@"
}

# Sets `python` to the first one that is new enough and can make a complete environment. The system's own comes first:
# it gets security updates, and is much faster than one built without link-time optimisation, as pyenv builds it.
find_python() {
    for python in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do
        "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && return
    done
    return 1
}

install_python() {
    install_debian python3 python3-venv && find_python && return
    echo "Wuxing needs Python 3.11 or newer with venv; on Debian 12: sudo apt-get install python3 python3-venv" >&2
    exit 1
}

# Chromium drives the pages; without a Chinese font it would measure and photograph boxes. Spark runs on Java.
prepare_system() {
    missing=
    command -v chromium >/dev/null || missing=chromium
    [ -n "$(fc-list :lang=zh family 2>/dev/null)" ] || missing="$missing fonts-noto-cjk"
    command -v java >/dev/null || missing="$missing openjdk-17-jre-headless"
    # shellcheck disable=SC2086
    [ -z "$missing" ] || install_debian $missing || {
        echo "The tests need more than is here; on Debian 12: sudo apt-get install" $missing >&2
        exit 1
    }
}

# Fails without a word where there is no Debian or no right to change it.
install_debian() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing from Debian: $* …"
    apt_get update && apt_get install -y --no-install-recommends "$@"
}

# dpkg looks for ldconfig in the sbin folders, which a bare PATH lacks.
apt_get() {
    PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >/dev/null
}

install_with_uv() {
    [ -x "$venv/bin/uv" ] || "$venv/bin/python" -m pip install --quiet --disable-pip-version-check uv || return 1
    # uv does not read pip's settings; a mirror chosen there (usual in China) should serve here too.
    mirror=${PIP_INDEX_URL:-$("$venv/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
    [ -z "$mirror" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$mirror}"
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" --compile-bytecode "$@"
}

install_with_pip() {
    echo "uv could not install it; pip tries, which takes longer …" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
}

main "$@"

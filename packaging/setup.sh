#!/usr/bin/env bash
# Sets up .venv and, on Debian and its relatives, the system libraries that Qt needs and a C compiler for the kernels.
#
#   packaging/setup.sh run     what the app needs
#   packaging/setup.sh test    that, the developer's tools, and what tests of a real window need
#
#   PYTHON=python3.12          the Python to use, instead of the first fitting one that is found
#   TORCH_INDEX=URL            a package index to take torch and torchvision from, instead of PyPI
#
# Kept to bash 3.2, the one that macOS has: no mapfile, no empty arrays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
venv_python=$venv/bin/python
unfinished=$venv/.unfinished

say() { printf '[set-up] %s\n' "$*"; }
fail() {
    printf '[set-up] Failed: %s\n' "$*" >&2
    exit 1
}
trap 'echo; say "Interrupted; the next call goes on."; exit 130' INT TERM

case "${1:-}" in
    run) target=. groups="run" ;;
    test) target='.[cluster,dev]' groups="run test" ;;
    *)
        echo "Usage: packaging/setup.sh run|test" >&2
        exit 2
        ;;
esac

# Packages on these paths would look installed to pip without being in .venv.
unset PYTHONPATH PYTHONHOME
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1
# pip's progress bars are for people; in a log they are noise.
quiet=--quiet
if [ -t 1 ]; then quiet=--progress-bar=on; fi

# --- Python ---------------------------------------------------------------------------------------------------------

version_is() { # PYTHON CONDITION, the latter in terms of v, e.g. (3, 11)
    "$1" -c "import sys; v = sys.version_info[:2]; sys.exit(not ($2))" >/dev/null 2>&1
}

find_python() { # prints the Python to use; nothing if there is none
    local candidate
    if [ -n "${PYTHON:-}" ]; then
        if version_is "$PYTHON" 'v >= (3, 10)'; then echo "$PYTHON"; fi
        return
    fi
    # The person's own choice comes first as long as constraints.txt was made for it.
    for candidate in python3 python3.13 python3.12 python3.11 python3.10; do
        if version_is "$candidate" '(3, 10) <= v <= (3, 13)'; then
            echo "$candidate"
            return
        fi
    done
    if version_is python3 'v >= (3, 10)'; then echo python3; fi
}

# --- System packages ------------------------------------------------------------------------------------------------

is_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

missing_of() { # PACKAGE ...: prints those that are not installed
    local package present
    # What a package provides counts too: Ubuntu's libglib2.0-0t64 is libglib2.0-0.
    present=" $(dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' \
        | awk '$1 == "installed"' | tr ',\n' '  ') "
    for package in "$@"; do
        case "$present" in
            *" $package "*) ;;
            *) printf ' %s' "$package" ;;
        esac
    done
}

apt_install() { # PACKAGE ...: true if they are installed afterwards
    local log status=0
    if [ "$(id -u)" != 0 ]; then
        say "System packages are missing. Please run:  sudo apt-get install -y $*"
        return 1
    fi
    say "Installing system packages: $*"
    log=$(mktemp)
    # An update that fails for one source may have reached the others, so the installation is what counts.
    timeout 120 apt-get update -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 >"$log" 2>&1 </dev/null || true
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        -o DPkg::Lock::Timeout=120 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@" \
        >"$log" 2>&1 </dev/null || status=1
    if [ $status != 0 ]; then
        say "apt-get could not install them ($(grep '^E:' "$log" | head -n 1 || true)). Please run later:  apt-get install -y $*"
    fi
    rm -f "$log"
    return $status
}

needs_compiler() { # for the kernels
    local compiler
    # With a choice of one's own, another compiler would not be used.
    if [ "${SPARSE_EXPLORER_NO_KERNELS:-0}" != 0 ] || [ -n "${CC:-}" ]; then return 1; fi
    for compiler in cc gcc clang; do
        # Debian's gcc may be installed without the C library's headers.
        if echo '#include <math.h>' | "$compiler" -E -x c - >/dev/null 2>&1; then return 1; fi
    done
}

install_system_packages() {
    local group wanted="" missing wanted_groups=$groups
    is_debian || return 0
    if needs_compiler; then wanted_groups="$groups kernels"; fi
    for group in $wanted_groups; do
        wanted="$wanted $(grep -v '^#' "packaging/system-packages-$group.txt" | tr '\n' ' ')"
    done
    # shellcheck disable=SC2086 # names without spaces, to be split
    missing=$(missing_of $wanted)
    # Without them the app has no window, or trains slower, but experiments still run; so this is no reason to stop.
    # shellcheck disable=SC2086
    if [ -n "$missing" ]; then apt_install $missing || true; fi
}

report_missing_libraries() { # for other Linux systems, and for what apt-get could not bring
    local plugin missing=""
    if [ "$(uname -s)" != Linux ] || ! command -v ldd >/dev/null; then return; fi
    for plugin in "$venv"/lib/python3*/site-packages/PySide6/Qt/plugins/platforms/libqxcb.so; do
        if [ -e "$plugin" ]; then
            missing=$(ldd "$plugin" 2>/dev/null | awk '/not found/ { print $1 }' | sort -u | tr '\n' ' ') || true
        fi
    done
    if [ -n "$missing" ]; then
        say "The window cannot open before these system libraries are installed: $missing"
    fi
}

# --- .venv ----------------------------------------------------------------------------------------------------------

make_venv() {
    local python version
    if [ ! -e "$unfinished" ] && version_is "$venv_python" 'v >= (3, 10)' \
        && "$venv_python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    if [ -z "$python" ] && [ -n "${PYTHON:-}" ]; then fail "PYTHON=$PYTHON is not a Python 3.10 or newer."; fi
    if [ -z "$python" ]; then fail "no Python 3.10 or newer found. Install one, or name it with PYTHON=/path/to/python."; fi
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! version_is "$python" 'v <= (3, 13)'; then
        say "Python $version is newer than the versions that this project is tested with (3.10 to 3.13); going on."
    fi
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then # Debian ships them apart
        if ! is_debian; then fail "$python has no venv module."; fi
        apt_install "python$version-venv" || fail "$python cannot make virtual environments without python$version-venv."
    fi
    say "Creating $venv with Python $version"
    "$python" -m venv --clear "$venv" || fail "$python could not create $venv."
}

has_torch() { "$venv_python" -c 'import importlib.metadata as m; m.version("torch")' >/dev/null 2>&1; }

has_nvidia() { command -v nvidia-smi >/dev/null || [ -e /proc/driver/nvidia ]; }

pip_install() {
    "$venv_python" -m pip install "$quiet" -c packaging/constraints.txt "$@" \
        || { rm -f "$unfinished"; fail "pip could not install the packages; its reason stands above."; }
}

install_python_packages() {
    # Left behind only when this is killed half-way, and then .venv is made anew: pip does not notice half a package.
    touch "$unfinished"
    if ! has_torch; then
        if [ -n "${TORCH_INDEX:-}" ]; then
            say "Installing torch from $TORCH_INDEX"
            pip_install --no-deps --index-url "$TORCH_INDEX" torch torchvision
        elif [ "$(uname -s)" = Linux ] && ! has_nvidia; then
            say "PyPI's torch may bring several GB for NVIDIA cards, and none is found here. The small one: TORCH_INDEX=https://download.pytorch.org/whl/cpu make run"
        fi
    fi
    say "Installing the Python packages (minutes on the first call)"
    # The build tool goes first, so that it too is the pinned one and not whatever an isolated build would fetch.
    pip_install hatchling
    pip_install --no-build-isolation -e "$target"
    rm -f "$unfinished"
}

build_kernels() { # once more: pip does not show what came of it, and why
    local outcome
    outcome=$("$venv_python" packaging/build_kernels.py) || true
    say "$outcome"
}

# Gone until the end, so that a set-up that stops half-way is not taken for a finished one.
rm -f "$venv/.stamp-run" "$venv/.stamp-test"
install_system_packages
make_venv
install_python_packages
build_kernels
report_missing_libraries
for group in $groups; do touch "$venv/.stamp-$group"; done
say "Done"

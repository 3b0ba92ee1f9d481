#!/usr/bin/env bash
# Sets up .venv and, on Debian and its relatives, the system libraries that Qt needs and a C compiler for the kernels.
#
#   packaging/setup.sh run     what the app needs
#   packaging/setup.sh test    that, the developer's tools, and what tests of a real window need
#   packaging/setup.sh wheels  that, and what builds wheels for other systems
#
#   PYTHON=python3.12          the Python to use, instead of the first fitting one that is found
#   TORCH_INDEX=URL            the package index to take torch and torchvision from; `pypi`, or nothing, is the index that
#                              pip uses. By default, on Linux without an NVIDIA card, PyTorch's own index of builds for the
#                              CPU alone: PyPI's builds bring 5 GB for cards. Counts as long as torch is not installed.
#
# Kept to bash 3.2, the one that macOS has: no mapfile, no empty arrays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
venv_python=$venv/bin/python
unfinished=$venv/.unfinished
record=$venv/.contents # see venv_check.py
pip_log=$venv/.pip-log pip_said=$venv/.pip-said
cpu_index=https://download.pytorch.org/whl/cpu
pypi=https://pypi.org/simple
# What constraints.txt has pins for; pyproject.toml says the same.
fits='(3, 10) <= v <= (3, 14)' fitting='3.10 to 3.14'

say() { printf '[set-up] %s\n' "$*"; }
fail() {
    printf '[set-up] Failed: %s\n' "$*" >&2
    exit 1
}
trap 'echo; say "Interrupted; the next call goes on."; exit 130' INT TERM

case "${1:-}" in
    run) target=. groups="run" stamps="run" ;;
    test) target='.[cluster,frames,dev,docs]' groups="run test" stamps="run test" ;;
    wheels) target='.[cluster,frames,dev,docs,wheels]' groups="run test" stamps="run test wheels" ;;
    *)
        echo "Usage: packaging/setup.sh run|test|wheels" >&2
        exit 2
        ;;
esac

# Packages on these paths would look installed to pip without being in .venv.
unset PYTHONPATH PYTHONHOME
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1
# pip's progress bars are for people; in a log they are noise.
quiet="--quiet --progress-bar=off"
if [ -t 1 ]; then quiet=--progress-bar=on; fi

# --- Python ---------------------------------------------------------------------------------------------------------

version_is() { # PYTHON CONDITION, the latter in terms of v, e.g. (3, 11)
    "$1" -c "import sys; v = sys.version_info[:2]; sys.exit(not ($2))" >/dev/null 2>&1
}

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }

find_python() { # prints the Python to use; nothing if there is none
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python3.10}; do
        if version_is "$candidate" "$fits"; then
            echo "$candidate"
            return
        fi
    done
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

is_sound() { # says why not
    local why
    [ ! -e "$record" ] && return # of a set-up that did not come to its end, which the others notice
    why=$("$venv_python" -I -S packaging/venv_check.py 2>&1) || { say "$venv is made again: $why"; return 1; }
}

make_venv() {
    local python version
    if [ ! -e "$unfinished" ] && version_is "$venv_python" "$fits" && is_sound \
        && "$venv_python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    python=$(find_python)
    if [ -z "$python" ]; then
        python=${PYTHON:-python3}
        version=$(version_of "$python") || fail "$python cannot be run. Sparse Explorer needs Python $fitting: install one, or name it with PYTHON=/path/to/python."
        fail "$python is Python $version, and Sparse Explorer needs $fitting. Install one of these, or name it with PYTHON=/path/to/python."
    fi
    version=$(version_of "$python")
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then # Debian ships them apart
        if ! is_debian; then fail "$python has no venv module."; fi
        apt_install "python$version-venv" || fail "$python cannot make virtual environments without python$version-venv."
    fi
    say "Creating $venv with Python $version"
    "$python" -m venv --clear "$venv" || fail "$python could not create $venv."
}

# --- Packages -------------------------------------------------------------------------------------------------------

pip_index() { # prints the index that pip uses
    local configured=""
    if [ -z "${PIP_INDEX_URL:-}" ]; then # in pip's files, what is set for its command counts more
        configured=$("$venv_python" -m pip config list 2>/dev/null \
            | sed -n "s/^\(install\|global\)\.index-url='\(.*\)'$/\1 \2/p" | sort -r | head -n 1 | cut -d ' ' -f 2) || true
    fi
    echo "${PIP_INDEX_URL:-${configured:-$pypi}}"
}

without_password() { echo "$1" | sed 's#//[^/@]*@#//#'; } # URL

reachable() { "$venv_python" packaging/reachable.py "$1"; } # URL

try_pip() { # ARGUMENT ...: true if pip did it; what it said otherwise is in $pip_said and $pip_log
    rm -f "$pip_log"
    # shellcheck disable=SC2086 # words to be split
    "$venv_python" -m pip install $quiet $patience --log "$pip_log" -c packaging/constraints.txt "$@" 2>"$pip_said"
}

pip_install() { # ARGUMENT ...
    if try_pip "$@"; then return; fi
    rm -f "$unfinished"
    # Without a network pip speaks of conflicts: it knows of no versions at all.
    if connection_failed && ! reachable "$index"; then
        fail "no network: $(without_password "$index") cannot be reached. Once it can, the same command continues."
    fi
    cat "$pip_said" >&2
    fail "pip could not install the packages; its reason stands above."
}

connection_failed() {
    grep -Eq 'connection broken by|Max retries exceeded|NewConnectionError|NameResolutionError|ProxyError|TimeoutError|Connection (refused|reset)|IncompleteRead' "$pip_log"
}

has_torch() { # the one that is pinned, whatever it was built for
    "$venv_python" - <<'CODE' >/dev/null 2>&1
import importlib.metadata, sys
pins = open("packaging/constraints.txt", encoding="utf-8").read().split()
sys.exit("torch==" + importlib.metadata.version("torch").partition("+")[0] not in pins)
CODE
}

has_nvidia() { command -v nvidia-smi >/dev/null || [ -e /proc/driver/nvidia ]; }

install_torch() { # from an index of its own, if there is reason to
    if [ -n "${TORCH_INDEX:-}" ] && [ "$TORCH_INDEX" != pypi ]; then
        say "Installing torch from $(without_password "$TORCH_INDEX")"
        index=$TORCH_INDEX pip_install --no-deps --index-url "$TORCH_INDEX" torch torchvision
    elif [ -z "${TORCH_INDEX+set}" ] && [ "$(uname -s)" = Linux ] && ! has_nvidia; then
        if ! reachable "$cpu_index"; then
            say "$cpu_index cannot be reached; taking torch from $(without_password "$index"), with what it brings for NVIDIA cards"
            return
        fi
        say "Installing torch for the CPU alone, for no NVIDIA card is found (TORCH_INDEX=pypi takes the build for cards)"
        try_pip --no-deps --index-url "$cpu_index" torch torchvision \
            || say "$cpu_index does not have it; taking torch from $(without_password "$index"), with what it brings for NVIDIA cards"
    fi
}

install_python_packages() {
    index=$(pip_index) patience=""
    # Left behind only when this is killed half-way, and then .venv is made again: pip does not notice half a package.
    touch "$unfinished"
    # Where nothing answers, what is there already may still be enough; but pip would try for minutes.
    if ! reachable "$index"; then patience="--retries 0 --timeout 5"; fi
    if ! has_torch; then install_torch; fi
    say "Installing the Python packages (minutes on the first call)"
    # The build tool goes first, so that it too is the pinned one and not whatever an isolated build would fetch.
    pip_install hatchling
    pip_install --no-build-isolation -e "$target"
    rm -f "$unfinished" "$pip_said"
}

build_kernels() { # once more: pip does not show what came of it, and why
    local outcome
    outcome=$("$venv_python" packaging/build_kernels.py) || true
    say "$outcome"
}

# Gone until the end, so that a set-up that stops half-way is not taken for a finished one.
rm -f "$venv/.stamp-run" "$venv/.stamp-test" "$venv/.stamp-wheels"
install_system_packages
make_venv
install_python_packages
build_kernels
report_missing_libraries
"$venv_python" -I -S packaging/venv_check.py --record
for stamp in $stamps; do touch "$venv/.stamp-$stamp"; done
say "Done"

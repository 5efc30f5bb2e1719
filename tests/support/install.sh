# Installing what a fresh Debian 12 lacks. Sourced by examples/bigmac/run and by tests/run.
# Every function is quick and silent when nothing is missing. Messages go to standard error.
# shellcheck shell=bash

# Needed to build the gateway and its unit tests.
# shellcheck disable=SC2034 # used by those who source this file
BUILD_PACKAGES=(
    g++ cmake ninja-build pkg-config ccache python3 python3-venv ca-certificates
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-test1.81-dev
    libssl-dev libsodium-dev libargon2-dev libcrypt-dev libseccomp-dev libsqlite3-dev zlib1g-dev
    libyaml-dev libspdlog-dev libkainjow-mustache-dev prometheus-cpp-dev
)

say() { printf '%s\n' "$*" >&2; }

# missing_packages NAME…: prints those that are not installed, one a line.
missing_packages() {
    if ! command -v dpkg-query >/dev/null; then
        printf '%s\n' "$@"
        return
    fi
    local have
    have=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
    local name
    for name in "$@"; do
        grep -qxF "installed $name" <<<"$have" || printf '%s\n' "$name"
    done
}

# as_root COMMAND…: runs it, by sudo where that is needed and there. Fails if we cannot be root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        return 1
    fi
}

# apt_install NAME…: installs what is missing of it, or says what to install and fails.
apt_install() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null || ! as_root true; then
        say "These Debian 12 packages are missing, and this user cannot install them. As root:"
        say "    apt-get install ${missing[*]}"
        return 1
    fi
    say "installing: ${missing[*]}"
    local quiet=(env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0)
    as_root "${quiet[@]}" update >&2 || say "apt-get update failed; trying with the lists at hand"
    as_root "${quiet[@]}" install -y --no-install-recommends "${missing[@]}" >&2
}

# apt_install_without_services NAME…: the same, for packages that would start a server.
apt_install_without_services() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    local policy=/usr/sbin/policy-rc.d ours=no result=0
    if [ ! -e "$policy" ]; then
        # shellcheck disable=SC2016 # $1 is the inner shell's
        as_root sh -c 'printf "#!/bin/sh\nexit 101\n" >"$1" && chmod 755 "$1"' sh "$policy" &&
            ours=yes
    fi
    apt_install "${missing[@]}" || result=$?
    [ "$ours" = no ] || as_root rm -f "$policy"
    # Where there is an init system, it shall not start them at the next boot either.
    if [ "$result" -eq 0 ] && [ -d /run/systemd/system ]; then
        as_root systemctl disable --quiet "${missing[@]/%-light/}" 2>/dev/null || true
    fi
    return "$result"
}

# make_venv DIR REQUIREMENTS: a virtual environment with exactly that file's packages, remade when
# the file has changed or the folder was moved.
make_venv() {
    local venv=$1 requirements=$2 wanted
    wanted=$(printf '%s\n' "$venv" && cat "$requirements")
    if [ -x "$venv/bin/python" ] && [ "$(cat "$venv/.made-from" 2>/dev/null)" = "$wanted" ]; then
        return 0
    fi
    say "making $venv"
    rm -rf "$venv"
    python3 -m venv "$venv" &&
        "$venv/bin/python" -m pip install -q --disable-pip-version-check -r "$requirements" >&2 ||
        return 1
    printf '%s\n' "$wanted" >"$venv/.made-from"
}

# one_at_a_time ROOT COMMAND…: runs it in a shell, while no other process does so for ROOT.
one_at_a_time() {
    local root=$1
    shift
    mkdir -p "$root/build"
    (
        flock 9
        "$@"
    ) 9>"$root/build/.lock"
}

# build_preset ROOT PRESET [TARGET]: configures where needed and builds, a dozen sources at once.
build_preset() {
    local root=$1 preset=$2 target=${3:-}
    (
        cd "$root" || exit 1
        [ -f "build/$preset/build.ninja" ] ||
            cmake --preset "$preset" -DCMAKE_UNITY_BUILD=ON >&2 || exit 1
        cmake --build --preset "$preset" ${target:+--target "$target"} >&2
    )
}

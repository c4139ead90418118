#!/bin/sh
# Install what the tests drive and pip cannot bring: a browser, a database server, an office suite, a PDF printer, the checker of systemd units, curl.
set -eu
wanted=""
need() { command -v "$1" >/dev/null 2>&1 || wanted="$wanted $2"; }
need chromium chromium
need soffice "libreoffice-calc libreoffice-writer"
need pdftoppm poppler-utils
need systemd-analyze systemd
need curl curl
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$wanted postgresql"
fc-list 2>/dev/null | grep -qi "noto\|dejavu\|liberation" || wanted="$wanted fontconfig fonts-noto-core"
[ -z "$wanted" ] && exit 0
if [ "$(id -u)" = 0 ]; then run=""; else run="sudo"; fi
$run apt-get update -q
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $run apt-get install -y -q --no-install-recommends $wanted

#!/bin/bash
# Runs a script in a world of its own, where packages are installed that this machine does not have, or could not
# have together: world.sh FOLDER SCRIPT [PACKAGE-FOLDER...]. FOLDER/etc lies over /etc; each PACKAGE-FOLDER holds an
# unpacked package. What is written below /usr, /etc and /var is gone afterwards, and so is every process.
# To be called by: unshare --mount --pid --fork --kill-child --mount-proc
set -euo pipefail
folder=$1 script=$2
shift 2
lower=/usr
for package in "$@"; do lower=$package/usr:$lower; done
mount -t tmpfs tmpfs /mnt
overlay() { # PLACE LOWER
  mkdir -p "/mnt$1/upper" "/mnt$1/work"
  mount -t overlay overlay -o "lowerdir=$2,upperdir=/mnt$1/upper,workdir=/mnt$1/work" "$1"
}
overlay /usr "$lower"
overlay /etc "$folder/etc:/etc"
overlay /var/lib /var/lib
overlay /var/spool /var/spool
mount -t tmpfs tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /var/mail

user() { # NAME
  getent group "$1" >/dev/null || groupadd -r "$1"
  getent passwd "$1" >/dev/null || useradd -r -g "$1" -d /nonexistent -s /usr/sbin/nologin "$1"
}
# Waits up to 20 s until a command succeeds.
await() {
  local i
  for ((i = 0; i < 400; i++)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.05
  done
  echo "waited in vain for: $*" >&2
  return 1
}
. "$script"

# Source this file: functions that the checks with real components share. Needs $work, a folder for this run. If you define a
# function `explain`, it prints more information about a failed check.
# Write `grep -q … <(command)` instead of a pipe into grep: grep ends at the first hit, and with pipefail a command that still writes
# then counts as failed.
passed=0
failed=0
# The flags that start Java with the least work.
quick='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'
install_missing() { # install_missing [COMMAND:]PACKAGE...: installs each package whose command, or which itself, is missing
  local each missing=()
  for each; do
    if [[ $each == *:* ]]; then command -v "${each%:*}" >/dev/null; else dpkg -s "$each" >/dev/null 2>&1; fi || missing+=("${each#*:}")
  done
  ((${#missing[@]})) || return 0
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
check() { # check SENTENCE COMMAND...: reports whether the command succeeded, and how long the script has run
  local sentence=$1
  shift
  if "$@" >"$work/check.out" 2>&1; then
    echo "ok: $sentence ($SECONDS s)"
    passed=$((passed + 1))
  else
    echo "NOT OK: $sentence"
    sed 's/^/    /' "$work/check.out"
    if declare -F explain >/dev/null; then explain 2>/dev/null | sed 's/^/    /' || true; fi
    failed=$((failed + 1))
  fi
}
within() { # within SECONDS COMMAND...: succeeds once the command does
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.5
  done
}
free_port() { # free_port: prints a port that nobody listens on, a new one at each call; with $PORTS, also in other scripts
  local port
  {
    flock 9
    while port=$((20000 + RANDOM % 12000)) && { grep -qsx "$port" "${PORTS:-$work/ports}" || (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null; }; do :; done
    echo "$port" >&9
  } 9>>"${PORTS:-$work/ports}"
  echo "$port"
}

# What the checks with real components have in common; to be sourced. Wants $work, a folder for this run. A function `explain`, where
# there is one, prints what else helps to understand a check that failed.
# Write `grep -q … <(command)` and no pipe into it: grep ends at the first hit, and with pipefail who still writes then has failed.
passed=0
failed=0
check() { # check SENTENCE COMMAND...: says whether the command succeeded
  local sentence=$1
  shift
  if "$@" >"$work/check.out" 2>&1; then
    echo "ok: $sentence"
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
    sleep 0.2
  done
}
free_port() { # free_port: one that nobody listens on, and that was not given before
  local port
  while port=$((20000 + RANDOM % 12000)) && { grep -qsx "$port" "$work/ports" || (: </dev/tcp/127.0.0.1/"$port") 2>/dev/null; }; do :; done
  echo "$port" | tee -a "$work/ports"
}

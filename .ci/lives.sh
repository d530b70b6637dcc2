# Source this file: it has checks.sh, and runs the jar for short times, each with its own state folder. Needs $work.
. .ci/checks.sh
jar=$PWD/target/depwatch.jar
# The launcher of the packages.
depwatch=$work/depwatch
sed "s|^jar=.*|jar=$jar|" src/main/package/depwatch >"$depwatch"
chmod +x "$depwatch"
pids=()
lives=0
start() { # start FOLDER: runs depwatch in the folder, with the configuration there; sets address, pid and log
  log=$1/life-$((++lives))
  # nohup, under which this may run, makes Java ignore the SIGHUP that reloads the configuration.
  (cd "$1" && exec env --default-signal=HUP "$depwatch" run --config depwatch.yml >"$log" 2>&1) &
  pid=$!
  pids+=("$pid")
  within 180 grep -q 'is running' "$log" || { cat "$log"; return 1; }
  address=$(grep 'is running' "$log" | grep -oE 'https?://127\.0\.0\.1:[0-9]+')
}
stop() { # stop SIGNAL: ends the running depwatch
  kill "-$1" "$pid"
  wait "$pid" 2>/dev/null || true
}
sightings() { # sightings INSTANCE: of its open case; 0 without one
  curl -fsS "$address/api/v1/assessment" 2>/dev/null \
    | jq --arg instance "$1" '[.cases[] | select(.instance == $instance) | .sightings] | add // 0'
}
counted() { [ "$(sightings "$1")" = "$2" ]; }
exactly() { # exactly INSTANCE COUNT: soon that many sightings, and a while later no more
  within 180 counted "$1" "$2" || { echo "$1: $(sightings "$1") sightings of $2"; return 1; }
  sleep 1.5
  counted "$1" "$2" || { echo "$1: $(sightings "$1") sightings of $2"; return 1; }
}
failure() { # failure [BODY]: one record of a failure, with that answer of Apple
  # With milliseconds, as Jamf Pro prints them: equal lines on both sides of a rotation count as one.
  local at=$EPOCHREALTIME
  printf "%(%F %T)T,%s [ERROR] [duledPool-8] [ntInstanceSyncCommService] - %s\n" "${at%[.,]*}" "${at: -6:3}" \
    "DeviceEnrollmentProgramException[responseCode=403, responseBody='${1:-token_rejectedForbidden}', message='An error occurred during oauth token refresh']"
}
ordinary() { # ordinary: one record without a failure
  printf "%(%F %T)T,000 [INFO ] [neralPool-0] [rentProfileCleanupMonitor] - Running parent profile cleanup\n" -1
}
watch() { # watch FOLDER STATE_DIRECTORY: writes a configuration with one instance, named lab; sets jss to its log
  mkdir -p "$1"
  jss=$1/JAMFSoftwareServer.log
  cat >"$1/depwatch.yml" <<YAML
listen: 127.0.0.1:0
poll: 100ms
stateDirectory: $2
instances:
  - { name: lab, logs: $jss, tokens: [{ kind: ade, id: "1", name: Example }] }
YAML
}
logged() { # logged SENTENCE: the running depwatch has logged it
  grep -qE "$1" "$log"
}
query() { # query EXPRESSION: the value of its only series in the Prometheus at $prometheus_port
  curl -fsS "http://127.0.0.1:$prometheus_port/api/v1/query" --data-urlencode "query=$1" 2>/dev/null \
    | jq -r '.data.result[0].value[1] // empty'
}
is() { [ "$(query "$1")" = "$2" ]; }
# An archive of the jar's classes saves a third of the work of a start; Java ignores one of another jar. The first check makes it.
archive=$PWD/target/classes.jsa
export DEPWATCH_JAVA_OPTIONS="$quick -Xlog:cds*=error -XX:ArchiveClassesAtExit=$archive"
{
  flock 9
  [ "$archive" -nt "$jar" ] || { watch "$work/first" state && start "$work/first" && stop TERM && pids=(); }
} 9>>"$archive.lock"
DEPWATCH_JAVA_OPTIONS="$quick -Xlog:cds*=error -XX:SharedArchiveFile=$archive"

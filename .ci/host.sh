# Source this file: it has checks.sh, and boots a Debian host with Jamf Pro's folders. Needs packages built by `./mvnw package
# -Prelease`, and a tool that boots a disposable host: `up NAME` prints the host's root folder, `in NAME COMMAND...` runs a command in
# it, `down NAME` ends it. Without the tool it checks nothing, and reports that. If $BUILT names a file, the packages are complete once
# that exists.
tool=${SYSTEMD_HOST:-../shared/tools/systemd-host}
if [ ! -x "$tool" ]; then
  echo "NOT CHECKED: systemd and the package, because $tool, which boots a host, is missing"
  exit 0
fi
host=depwatch-$$
work=$(mktemp -d)
# Each host has a cgroup of its own: in a common one, its systemd would end the services of other hosts.
cgroup=$(findmnt --noheadings --first-only --types cgroup2 --output TARGET || true)/$host
trap '"$tool" down "$host" >/dev/null 2>&1 || true; find "$cgroup" -depth -type d -exec rmdir {} + 2>/dev/null || true; rm -rf "$work"' EXIT
. .ci/checks.sh
explain() { inside journalctl -u depwatch --no-pager -n 15; }
inside() { "$tool" in "$host" "$@"; }
not() { ! "$@"; }

up() { # up: boots it, one host after another, since the first one makes what all of them begin with; prints its root folder
  mkdir -p "$cgroup" && echo "$BASHPID" >"$cgroup/cgroup.procs" && exec flock --close "$tool" "$tool" up "$host"
}
# The tool waits for seconds only, and a busy machine may need more.
root=$(up 2>/dev/null | tail -1) || { "$tool" down "$host" || true; root=$(up 2>"$work/up" | tail -1); } || {
  echo "NOT CHECKED: systemd and the package, because no host boots: $(cat "$work/up")"
  exit 0
}
until [ -z "${BUILT:-}" ] || [ -e "$BUILT" ]; do sleep 1; done
log=$root/usr/local/jss/logs/JAMFSoftwareServer.log
mkdir -p "${log%/*}" "$root/usr/local/jss/tomcat"
echo "the database's password" >"$root/usr/local/jss/tomcat/DataBase.xml"
: >"$log"
inside groupadd --system jamftomcat
inside chown -R root:jamftomcat /usr/local/jss
chmod 640 "$log"
failure() {
  TZ=UTC printf "%(%F %T)T,000 [ERROR] [duledPool-8] [ntInstanceSyncCommService] - %s\n" -1 \
    "DeviceEnrollmentProgramException[responseCode=403, responseBody='token_rejectedForbidden', message='An error occurred during oauth token refresh']" >>"$log"
}
# The host shares this machine's network: two checks at the same time need two ports.
port=$(free_port)
sightings() { curl -fsS "http://127.0.0.1:$port/api/v1/assessment" | jq '[.cases[].sightings] | add // 0'; }
counted() { [ "$(sightings 2>/dev/null)" = "$1" ]; }
pid() { inside systemctl show --property MainPID --value depwatch; }
restarted() { [ "$(pid)" != "$before" ]; } # with $before, an earlier process
journal() { grep -qF "$1" <(inside journalctl -u depwatch --no-pager); }

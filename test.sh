#!/usr/bin/env bash
# Installs what the tests need, builds everything once, runs every test, and ends with one line: N passed, N failed.
set -euo pipefail
cd "$(dirname "$0")"

command -v dotnet >/dev/null || { echo "test.sh: the .NET SDK 10 is needed: put dotnet on the PATH" >&2; exit 1; }
missing=()
for pair in nats-server:nats-server prometheus:prometheus prometheus-pushgateway:prometheus-pushgateway chromium:chromium,chromium-sandbox,fonts-liberation docker-compose:docker-compose systemd-analyze:systemd etcd:etcd-server zsh:zsh fish:fish; do
  command -v "${pair%%:*}" >/dev/null || { IFS=, read -ra packages <<<"${pair##*:}"; missing+=("${packages[@]}"); }
done
if [ ${#missing[@]} -gt 0 ]; then
  as_root=(); [ "$(id -u)" = 0 ] || as_root=(sudo)
  echo "test.sh: installing ${missing[*]}"
  "${as_root[@]}" apt-get update -q >/dev/null
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
restore() { dotnet restore Streams.sln --locked-mode -v q "$@"; }
# For Release it brings the compiler of native code; where that is not to be had, all is built without.
build() { { restore -p:Configuration=Release || restore; } && dotnet build Streams.sln -c Release --no-restore -v q -nodeReuse:false; }
build || { echo "test.sh: the build failed" >&2; echo "0 passed, 1 failed"; exit 1; }

passed=0 failed=0 broken=0
for project in tests/*.Tests/; do
  name=$(basename "$project")
  log=$(mktemp)
  echo "== $name"
  dotnet "artifacts/bin/$name/release/$name.dll" --progress off --no-ansi >"$log" 2>&1 || true
  grep -vE '^$|^xUnit|^Running' "$log" | tail -n 60
  p=$(sed -nE 's/^ *succeeded: ([0-9]+)$/\1/p' "$log") f=$(sed -nE 's/^ *failed: ([0-9]+)$/\1/p' "$log")
  if [ -z "$p" ] || [ "$((p + ${f:-0}))" = 0 ]; then broken=$((broken + 1)); echo "$name ended without a result" >&2; fi
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
  rm -f "$log"
done
echo "$passed passed, $((failed + broken)) failed"
[ "$((failed + broken))" = 0 ] && [ "$passed" -gt 0 ]

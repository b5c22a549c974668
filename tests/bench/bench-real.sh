#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# bench-real.sh SERVER BENCH-CLIENT FOLDER
#
# The figures on real data: 47,221 support threads with 105,684 replies and 688
# articles are imported, loaded by a client and searched, next to what curl and
# SQLite alone need for the same. FOLDER is made anew and keeps the client's
# profile, for bench-window. The data are looked for beside the source tree, or
# in DESKBELL_SAMPLE_DATA.

set -euo pipefail
export LC_ALL=C.UTF-8

server=$1 client=$2 folder=$3
source=$(cd "$(dirname "$0")/../.." && pwd)
data=${DESKBELL_SAMPLE_DATA:-$source/../shared/data}
database=$folder/server.db
running=

leave () {
  [ -z "$running" ] || kill "$running" 2>/dev/null || true
}
trap leave EXIT

row () { # NAME VALUE UNIT [MORE-JSON]
  printf '{"name": "%s", "value": %s, "unit": "%s"%s}\n' "$1" "$2" "$3" "${4:+, $4}"
}

divide () { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", a / b }'; }

now () { date +%s.%N; }

since () { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.3f", b - a }'; }

for file in sumo_thunderbird/questions.csv.xz sumo_thunderbird/answers.csv.xz sumo_kb/articles.jsonl.xz; do
  if [ ! -f "$data/$file" ]; then
    echo "skipped: there are no real data, $data/$file is missing"
    exit 77
  fi
done

rm -rf "$folder"
mkdir -p "$folder"
password='a horse and a staple'
printf '%s\n' "$password" >"$folder/password"
for file in sumo_thunderbird/questions.csv sumo_thunderbird/answers.csv sumo_kb/articles.jsonl; do
  xz -dc "$data/$file.xz" >"$folder/${file#*/}"
done

# --- Import, twice ---------------------------------------------------------

"$server" -d "$database" init Figures >&2
"$server" -d "$database" user add agent@figures.example --name Agent --role agent --password-file "$folder/password" >&2

# Sets rows, refused, fresh and seconds, summed up over the three tables.
import_all () {
  local table mapping file answer
  rows=0 refused=0 fresh=0 seconds=0
  for table in sumo-questions:questions.csv sumo-answers:answers.csv sumo-articles:articles.jsonl; do
    mapping=${table%:*} file=${table#*:}
    local begin
    begin=$(now)
    answer=$("$server" -d "$database" import --mapping "$source/data/import/$mapping.map" "$folder/$file" 2>&1 | tail -n 1)
    seconds=$(awk -v a="$seconds" -v b="$(since "$begin")" 'BEGIN { print a + b }')
    echo "$file: $answer" >&2
    [[ $answer =~ ^([0-9]+)\ rows,\ ([0-9]+)\ refused\;\ ([0-9]+)\ changes\ new ]] || { echo "import said: $answer" >&2; exit 1; }
    rows=$((rows + BASH_REMATCH[1])) refused=$((refused + BASH_REMATCH[2])) fresh=$((fresh + BASH_REMATCH[3]))
  done
}

import_all
row 'real data: import' "$(divide "$rows" "$seconds")" rows/s "\"better\": \"more\", \"note\": \"$rows rows, $fresh changes, ${seconds} s\""
row 'real data: rows refused' "$refused" rows '"budget": 0'
import_all
row 'real data: changes made by a second import' "$fresh" changes '"budget": 0'
row 'real data: second import' "$(divide "$rows" "$seconds")" rows/s '"better": "more"'

begin=$(now)
problems=0
"$server" -d "$database" check >"$folder/check" 2>&1 || problems=1
tail -n 3 "$folder/check" >&2
row 'real data: check of the whole log' "$(since "$begin")" s
row 'real data: problems found by check' "$problems" '' '"budget": 0'

# --- A client's first load, and its floor ----------------------------------

"$server" -d "$database" serve --port 0 --port-file "$folder/port" --quiet >&2 &
running=$!
for _ in $(seq 200); do
  [ ! -s "$folder/port" ] || break
  sleep 0.05
done
url=http://127.0.0.1:$(cat "$folder/port")

curl -sf "$url/auth/token" -H 'Content-Type: application/json' \
  -d "{\"email\": \"agent@figures.example\", \"password\": \"$password\", \"device\": \"floor\"}" >"$folder/token.json"
token=$(sed 's/.*"token" *: *"\([^"]*\)".*/\1/' "$folder/token.json")

answer=$("$client" bootstrap "$folder/profile" "$url" agent@figures.example "$password")
eval "$answer"

begin=$(now)
curl -sf "$url/jmap/snapshot" -H "Authorization: Bearer $token" -H 'Accept-Encoding: zstd' -o "$folder/snapshot.zst"
fetch=$(since "$begin")
bytes=$(stat -c %s "$folder/snapshot.zst")
answer=$("$client" floor "$folder/profile" "$folder/floor.db")
eval "$answer"
floor=$(awk -v a="$fetch" -v b="$load" -v c="$index" 'BEGIN { print a + b + c }')

kill "$running"
wait "$running" || true
running=

row 'real data: bootstrap against its floor' "$whole" s \
  "\"floor\": $floor, \"budget\": 1.5, \"note\": \"floor: curl $fetch s + SQLite load $load s + full-text index $index s of the same rows\""
row 'real data: bootstrap' "$whole" s '"budget": 15'
row 'real data: first 200 tickets usable' "$first" s '"budget": 1'
row 'real data: bytes of the bootstrap' "$(divide "$bytes" 1000000)" MB
row 'real data: peak memory of the bootstrap' "$peak" MB
row 'real data: memory after the bootstrap' "$memory" MB

# --- Search ----------------------------------------------------------------

answer=$("$client" search "$folder/profile")
eval "$answer"
row 'real data: search as you type, p50' "$p50" ms
row 'real data: search as you type, p99' "$p99" ms
row 'real data: search as you type, slowest key' "$max" ms

rm -f "$folder"/*.csv "$folder"/*.jsonl "$folder"/server.db* "$folder"/floor.db* "$folder"/snapshot.zst
touch "$folder/complete"

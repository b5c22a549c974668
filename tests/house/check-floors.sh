#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-floors.sh [TREE]: the rules of the house, as far as the text can tell.
# One TAP case a rule; what breaks it is named by file and line.

set -u
cd "${1:-${DESKBELL_SOURCE_DIR:-.}}" || exit 2

cases=0
broken=0

report () { # NAME, and on stdin what breaks the rule
  local found
  found=$(cat)
  cases=$((cases + 1))
  if [ -z "$found" ]; then
    echo "ok $cases - $1"
  else
    echo "not ok $cases - $1"
    printf '%s\n' "$found" | sed 's/^/# /' >&2
    broken=1
  fi
}

sources () { # NAME-PATTERN... under src and tests
  local pattern names=()
  for pattern in "$@"; do names+=(-o -name "$pattern"); done
  find src tests -type f \( "${names[@]:1}" \) 2>/dev/null | sort
}

include_only_in () { # HEADER-PATTERN FOLDER...: elsewhere under src it is wrong
  local pattern=$1 allowed; shift
  allowed=$(printf '|src/%s/' "$@")
  find src -name '*.[ch]' -print0 | sort -z |
    xargs -0 -r grep -HnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" |
    grep -vE "^(${allowed#|})"
}

floor_of () { # FOLDER
  case $1 in
    model) echo 1 ;;
    db|jmap|desktop) echo 2 ;;
    store) echo 3 ;;
    sync|server) echo 4 ;;
    widgets|cli) echo 5 ;;
    agent|tray) echo 6 ;;
    *) echo 0 ;;
  esac
}

unknown_folders () {
  local path folder
  for path in src/*/; do
    folder=$(basename "$path")
    [ "$(floor_of "$folder")" != 0 ] || echo "src/$folder is on no floor"
  done
}

upward_includes () {
  # Where each of our headers lives; a bare name tells no folder.
  declare -A home
  local path folder target file line header
  while read -r path; do
    folder=${path#src/}
    home[$(basename "$path")]=${folder%%/*}
  done < <(find src -mindepth 2 -name '*.h' | sort)

  while IFS=: read -r file line header; do
    folder=${file#src/}
    folder=${folder%%/*}
    header=${header#*\"}
    header=${header%%\"*}
    target=${home[${header##*/}]:-}
    [ -n "$target" ] && [ "$target" != "$folder" ] || continue
    [ "$(floor_of "$target")" -lt "$(floor_of "$folder")" ] ||
      echo "$file:$line: $folder includes $header of $target"
  done < <(find src -mindepth 2 -name '*.[ch]' -print0 | sort -z |
           xargs -0 -r grep -HnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"')
}

disabled_tests () {
  sources '*.c' | tr '\n' '\0' | xargs -0 -r awk '
    FNR == 1 { before = "" }
    /g_test_(skip|incomplete)/ && before !~ /(\/\*|\*\/|\/\/)/ {
      print FILENAME ":" FNR ": skipped with no reason in a comment on the line before"
    }
    /^[ \t]*#[ \t]*if[ \t]+0/ { print FILENAME ":" FNR ": #if 0" }
    NF { before = $0 }'
  sources meson.build | tr '\n' '\0' |
    xargs -0 -r grep -HnE 'should_fail[[:space:]]*:|disabler[[:space:]]*\(|^[[:space:]]*#[[:space:]]*test[[:space:]]*\('
}

composed_sql () {
  # A format that begins a statement; the call may be broken over lines. Two files
  # may: they make statements of the names of the property tables, and of those
  # that the schema itself has, alone.
  find src -name '*.c' ! -path src/db/bell-table.c ! -path src/db/bell-database-tables.c -print0 | sort -z | xargs -0 -r awk '
    FNR == 1 { open = 0 }
    /g_strdup_v?printf|g_string_(append_)?v?printf|g_strconcat|sprintf|sqlite3_v?mprintf/ { open = 3 }
    open > 0 && /"[^"]*(SELECT |INSERT |UPDATE |DELETE FROM)/ { print FILENAME ":" FNR ": " $0 }
    { if (open > 0) open-- ; if (/;[ \t]*$/) open = 0 }'
}

long_files () {
  find src tests -name '*.c' -print0 2>/dev/null | sort -z | xargs -0 -r wc -l |
    awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }'
}

without_licence () {
  sources '*.c' '*.h' '*.py' '*.sh' | while read -r path; do
    head -n 4 "$path" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || echo "$path"
  done
}

report 'sqlite3.h only in db'                         < <(include_only_in 'sqlite3(ext)?\.h' db)
report 'libpq only in db'                             < <(include_only_in 'libpq' db)
report 'libsoup only in sync'                         < <(include_only_in 'libsoup/' sync)
report 'libmicrohttpd only in server'                 < <(include_only_in 'microhttpd\.h' server)
report 'gtk and adwaita only in widgets, agent, tray' < <(include_only_in 'gtk/|gdk/|gsk/|adwaita' widgets agent tray)
report 'each folder stands on a floor'                < <(unknown_folders)
report 'no include points upward or sideways'         < <(upward_includes)
report 'no default singletons'                        < <(grep -rnE 'bell_[a-z0-9_]*get_default[[:space:]]*\((void)?\)' src --include='*.[ch]')
report 'no test is disabled'                          < <(disabled_tests)
report 'no file over 600 lines'                       < <(long_files)
report 'no SQL composed by format strings'            < <(composed_sql)
report 'each source names its licence'                < <(without_licence)

echo "1..$cases"
exit $broken

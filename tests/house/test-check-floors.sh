#!/bin/bash
# SPDX-FileCopyrightText: The Deskbell authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Tests check-floors.sh: a small good house passes it, and each made-up fault
# is caught by its own rule and by no other.

set -u
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

cases=0
status=0

good_house () {
  rm -rf "$work/tree"
  mkdir -p "$work"/tree/src/{model,db,store,server,widgets} "$work/tree/tests/model"
  cd "$work/tree" || exit 1
  put src/model/bell-a.h '#include <glib.h>'
  put src/db/bell-db.h '#include "bell-a.h"'
  put src/db/bell-db.c '#include "bell-db.h"' '#include <sqlite3.h>'
  put src/store/bell-store.c '#include "bell-db.h"' 'char *s = g_strdup_printf ("%d rows to select", n);'
  put src/server/bell-server.c '#include <microhttpd.h>'
  put src/widgets/bell-row.c '#include <gtk/gtk.h>'
  put tests/model/test-a.c '/* The data set is not part of the project. */' 'g_test_skip ("no data");'
}

put () { # FILE LINE...: a source with its licence
  local file=$1; shift
  { echo '/* SPDX-License-Identifier: GPL-3.0-or-later */'; printf '%s\n' "$@"; } >"$file"
}

expect () { # NAME, then the rules that must be broken: a part of each one's name
  local name=$1 output left broken wanted rule; shift
  output=$(bash "$here/check-floors.sh" "$work/tree" 2>&1)
  left=$?
  broken=$(grep -c '^not ok' <<<"$output")
  wanted=$#
  cases=$((cases + 1))
  for rule in "$@"; do
    grep -q "^not ok.*$rule" <<<"$output" || wanted=-1
  done
  grep -qx "1..$(grep -cE '^(not )?ok' <<<"$output")" <<<"$output" || wanted=-1
  if [ "$broken" = "$wanted" ] && [ $left = $((broken > 0)) ]; then
    echo "ok $cases - $name"
  else
    echo "not ok $cases - $name"
    sed 's/^/# /' <<<"$output"
    status=1
  fi
}

good_house;                                                             expect /house/good
good_house; put src/store/bell-x.c '#include <sqlite3.h>';              expect /house/sqlite-in-store sqlite3
good_house; put src/server/bell-x.c '#  include "libpq-fe.h"';          expect /house/libpq-in-server libpq
good_house; put src/server/bell-x.c '#include <libsoup/soup.h>';        expect /house/libsoup-in-server libsoup
good_house; put src/store/bell-x.c '#include <microhttpd.h>';           expect /house/http-in-store libmicrohttpd
good_house; put src/store/bell-x.h '#include <adwaita.h>';              expect /house/adwaita-in-store adwaita
good_house; mkdir src/utils;                                            expect /house/unknown-folder floor
good_house; put src/model/bell-x.c '#include "bell-db.h"';              expect /house/upward upward
good_house; mkdir src/jmap; put src/jmap/bell-j.c '#include "bell-db.h"'; expect /house/sideways upward
good_house; put src/model/bell-x.c '#include "../db/bell-db.h"';        expect /house/upward-by-path upward
good_house; put src/db/bell-x.c 'bell_database_get_default ();';        expect /house/singleton singletons
good_house; put src/db/bell-x.h 'BellX *bell_x_get_default (void);';    expect /house/singleton-declared singletons
good_house; put tests/model/test-b.c 'int x;' 'g_test_skip ("later");'; expect /house/skip-without-reason disabled
good_house; put tests/model/test-b.c '#if 0';                           expect /house/test-cut-out disabled
good_house
printf '%s\n' '# SPDX-License-Identifier: GPL-3.0-or-later' "test('a', a, should_fail: true)" >tests/model/meson.build
expect /house/should-fail disabled
good_house; put src/db/bell-x.c "$(yes 'int x;' | head -n 600)";        expect /house/long-file 600
good_house; put src/db/bell-x.c 'sql = g_strdup_printf ("SELECT * FROM %s",' 'table);'; expect /house/sql-by-printf SQL
good_house; put src/db/bell-x.c 'g_string_append_printf (sql,' '"DELETE FROM %s", table);'; expect /house/sql-by-append SQL
good_house; echo 'int x;' >src/db/bell-x.c;                             expect /house/no-licence licence

echo "1..$cases"
exit $status

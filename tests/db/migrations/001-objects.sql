.include /org/deskbell/db/sql/objects-001.sql
.include /org/deskbell/db/sql/objects-002.sql
.include /org/deskbell/db/sql/objects-003.sql
.include /org/deskbell/db/sql/objects-004.sql

.include /org/deskbell/db/sql/objects-001.sql

.include /org/deskbell/test/db/circle.sql

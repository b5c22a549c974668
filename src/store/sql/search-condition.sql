-- SPDX-FileCopyrightText: The Deskbell authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A condition of the query compiler. {table}: of base or overlay; {index}: its
-- full-text index; {type}: a number. Its one parameter is the expression.
{table}.rowid IN (SELECT d.key FROM {index} AS s JOIN {index}_document AS d ON d.docid = s.rowid
                  WHERE d.type = {type} AND s.{index} MATCH ?)

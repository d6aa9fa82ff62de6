-- A table of PostgreSQL is read by its key as fast as it lies: judgments come in the order of their ids. This is a step of SQLite.
SELECT 1;

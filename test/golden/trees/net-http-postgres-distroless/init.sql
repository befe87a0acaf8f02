-- Runs once, when the database is created. A later change of the schema is a migration.

CREATE TABLE counters (
    name text PRIMARY KEY,
    hits bigint NOT NULL
);

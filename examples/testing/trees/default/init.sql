-- Runs once, as the superuser, when the database is created. README.md says how to change the schema later.

-- The API's and the tool's. Its password comes from database.sh.
CREATE ROLE app LOGIN;
ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO app;

CREATE TABLE counters (
    name text PRIMARY KEY,
    hits bigint NOT NULL
);

module github.com/acme/greeter

go <goModVersion>

require github.com/jackc/pgx/v5 <pgxVersion>

require (
	github.com/jackc/pgpassfile <version> // indirect
	github.com/jackc/pgservicefile <version> // indirect
	github.com/jackc/puddle/v2 <version> // indirect
	golang.org/x/sync <version> // indirect
	golang.org/x/text <version> // indirect
)

# Lint, vet and race tests on a machine without Go: `docker build -f testing.dockerfile .` runs all of them,
# `--target lint`, `vet` or `test` one, and `--target report -o out` brings the coverage to out/.

FROM golangci/golangci-lint:<golangciLintVersion> AS golangci-lint

# Debian and not a smaller image: the race detector needs a C compiler.
FROM golang:<goVersion>-<debianVersion> AS modules
WORKDIR /src
COPY go.mod go.sum ./
ARG GOPRIVATE
ARG GOPROXY
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/company-ca.pem \
    go mod download

# The linter alone comes from its image, so that it sees the Go that builds the service.
FROM modules AS lint
RUN --mount=type=bind,target=/src \
    --mount=type=bind,from=golangci-lint,source=/usr/bin/golangci-lint,target=/usr/local/bin/golangci-lint \
    --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    --mount=type=cache,target=/root/.cache/golangci-lint \
    --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/company-ca.pem \
    golangci-lint run ./... && touch /linted

FROM modules AS vet
RUN --mount=type=bind,target=/src \
    --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/company-ca.pem \
    go vet ./... && touch /vetted

FROM modules AS test
WORKDIR /report
WORKDIR /src
RUN --mount=type=bind,target=/src \
    --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    --mount=type=secret,id=netrc,target=/root/.netrc \
    --mount=type=secret,id=ca,target=/etc/ssl/certs/company-ca.pem \
    CGO_ENABLED=1 go test -race -shuffle=on -coverpkg=./internal/... -coverprofile=/report/coverage.out ./... \
    && go tool cover -func=/report/coverage.out >/report/coverage.txt

FROM scratch AS report
COPY --from=test /report/ /

# The last stage copies from each of the others: BuildKit skips a stage that nothing copies from.
FROM report AS all
COPY --from=lint /linted /
COPY --from=vet /vetted /
# Nothing is run from it; linters ask each last stage for both.
USER 65532:65532
HEALTHCHECK NONE

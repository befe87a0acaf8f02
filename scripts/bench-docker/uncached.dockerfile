# The direct rival's Dockerfile, repaired (it names a Go that its own go.mod refuses): layers, but no cache mounts.
ARG BUILDER
FROM ${BUILDER} AS build
WORKDIR /app
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN go build -o main cmd/api/main.go cmd/api/serve.go

FROM scratch AS prod
WORKDIR /app
COPY --from=build /app/main /app/main
EXPOSE 8080
CMD ["./main"]

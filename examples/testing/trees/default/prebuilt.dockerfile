# The same images as Dockerfile's, from binaries that were compiled outside: first `make build`, then
# `docker build -f prebuilt.dockerfile .` for the API, with `--target cli` for the tool.

FROM <distrolessImage>:nonroot AS cli
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="greeter-cli" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
# Whatever the umask was where it was compiled.
COPY --chmod=0755 bin/${TARGETOS}_${TARGETARCH}/cli /cli
USER 65532:65532
# It ends by itself, so there is nothing to watch.
HEALTHCHECK NONE
ENTRYPOINT ["/cli"]

FROM <distrolessImage>:nonroot AS api
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=dev
ARG REVISION=unknown
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="greeter" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
COPY --chmod=0755 bin/${TARGETOS}_${TARGETARCH}/api /api
# By number: Kubernetes can't tell from a name that it is not root.
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --start-interval=1s CMD ["/api", "healthcheck"]
ENTRYPOINT ["/api"]

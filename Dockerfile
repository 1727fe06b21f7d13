# One image for all four services and the operator's command line; the command chooses which of them runs.
#
#   docker build --tag aura-platform .
#
# Finished binaries can take the place of the compiling stage:
#
#   deploy/stage-binaries .build/release FOLDER/binaries
#   docker build --tag aura-platform --build-context build=FOLDER .

FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libcurl4-openssl-dev libhiredis-dev libsqlite3-dev libssl-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
# Packages are fetched again only where the manifest changes; a Package.resolved that is there pins them.
COPY Package.* ./
RUN swift package resolve
COPY Services Services
COPY Shared Shared
COPY Tools Tools
COPY Tests Tests
COPY deploy/stage-binaries deploy/stage-binaries
# Such as `--jobs 2`.
ARG SWIFT_BUILD_FLAGS=
RUN for product in aura-gateway-edge aura-llm aura-indexer aura-tasks aura-cli; do \
        swift build --configuration release --static-swift-stdlib --product "$product" $SWIFT_BUILD_FLAGS || exit 1; \
    done \
    && deploy/stage-binaries .build/release /binaries

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates libcurl4 libhiredis0.14 libsqlite3-0 libssl3 tzdata \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt /var/log/apt /var/log/dpkg.log \
    && groupadd --gid 10001 aura \
    && useradd --uid 10001 --gid aura --no-create-home --home-dir /var/lib/aura --shell /usr/sbin/nologin aura \
    && install --directory --owner=aura --group=aura /var/lib/aura
COPY --from=build /binaries /opt/aura/bin
COPY deploy/healthcheck /opt/aura/bin/aura-healthcheck
# The only folder that is written to, and by the indexer alone.
ENV PATH=/opt/aura/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    AURA_DATA_DIR=/var/lib/aura
WORKDIR /var/lib/aura
USER 10001:10001
EXPOSE 8000 9100 9101 9102 9103
STOPSIGNAL SIGTERM
# Alive, not ready: whoever restarts unhealthy containers must not do so because Redis is away.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 CMD ["aura-healthcheck", "/health"]
CMD ["aura-gateway-edge"]

# Stands in for the official image of PostgreSQL, as far as docker/compose.yaml uses that.
FROM debian:12
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -o Dpkg::Options::=--force-unsafe-io -y -qq --no-install-recommends postgresql-15 >/dev/null \
 && install -d -o postgres /var/lib/postgresql/data
ENV PATH=$PATH:/usr/lib/postgresql/15/bin PGDATA=/var/lib/postgresql/data
COPY postgres-entrypoint /
USER postgres
STOPSIGNAL SIGINT
EXPOSE 5432
ENTRYPOINT ["/postgres-entrypoint"]

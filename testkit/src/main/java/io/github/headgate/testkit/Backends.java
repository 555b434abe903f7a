package io.github.headgate.testkit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses what servers run in, once for the JVM, and says so once. */
final class Backends {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);

    private Backends() {}

    static Backend create(PostgresSettings settings) {
        return switch (Holder.KIND) {
            case DOCKER -> ContainerPostgres.create(settings);
            case EMBEDDED -> EmbeddedPostgres.create(settings);
        };
    }

    private static final class Holder {

        private static final PostgresKind KIND = choose();

        private static PostgresKind choose() {
            PostgresKind kind = PostgresKind.forced()
                    .orElseGet(() -> DockerEngine.answers() ? PostgresKind.DOCKER : PostgresKind.EMBEDDED);
            LOG.info("Postgres runs {}", kind == PostgresKind.DOCKER ? "in containers" : "from embedded binaries");
            return kind;
        }
    }
}

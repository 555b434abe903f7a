package io.github.headgate.testkit;

import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses what servers run in, once for the JVM, and says so once. */
final class Backends {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private Backends() {}

    static Backend create(PostgresSettings settings) {
        PostgresKind kind = PostgresKind.forced().orElse(PostgresKind.EMBEDDED);
        if (!SAID.getAndSet(true)) {
            LOG.info("Postgres servers are {}", kind);
        }
        return EmbeddedPostgres.create(settings);
    }
}

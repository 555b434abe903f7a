package io.github.headgate.testkit;

import java.util.Locale;
import java.util.Optional;

/** What a {@link PostgresServer} runs in. */
public enum PostgresKind {

    /** A container, by Testcontainers. Taken where a Docker engine answers. */
    DOCKER,

    /** Processes of this machine, from binaries that come as Maven artifacts. */
    EMBEDDED;

    /** The system property that forces one kind: {@code docker} or {@code embedded}. */
    public static final String PROPERTY = "headgate.testkit.postgres";

    static Optional<PostgresKind> forced() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(PostgresKind::named);
    }

    private static PostgresKind named(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PROPERTY + " must be docker or embedded, was " + name, e);
        }
    }
}

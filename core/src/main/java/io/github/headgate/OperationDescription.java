package io.github.headgate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What an operation is, before it runs.
 *
 * @param client the {@link HeadgateOptions#name} of its client
 * @param database the {@link HeadgateOptions#database} of its client
 * @param sql its statement, without the arguments, if it is one
 */
public record OperationDescription(
        String client, Optional<String> database, OperationKind kind, Optional<String> sql) {

    public OperationDescription {
        requireNonNull(client, "client");
        requireNonNull(database, "database");
        requireNonNull(kind, "kind");
        requireNonNull(sql, "sql");
    }
}

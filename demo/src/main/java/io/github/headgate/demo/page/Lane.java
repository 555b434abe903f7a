package io.github.headgate.demo.page;

import reactor.core.publisher.Mono;

/** A client of the database, and a way to it which it has to itself, so that its connects can be counted. */
interface Lane {

    String name();

    /** The lowest of the {@link Task#ACCOUNTS} that are its own. */
    int firstAccount();

    /** Completes when the client has opened what it opens first. */
    Mono<Void> warmUp();

    /**
     * Does a task as the client does it, with its retry and its deadline.
     *
     * @param attempt is told of each attempt as it begins
     */
    Mono<Void> run(Task task, Runnable attempt);

    /** Whether a task that begins now would have to wait for the database, or for a connection. */
    boolean waits();

    /** Asks the client for its health. Emits one answer, and never fails. */
    Mono<String> health();

    Connections connections();
}

package io.github.headgate.faults;

import io.github.headgate.ClientSnapshot;
import io.github.headgate.HeadgateClient;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Where client and server stand when nobody asks for anything.
 *
 * @param inTransaction sessions of the client that are idle in a transaction
 * @param active sessions of the client that run a statement
 */
record Rest(ClientSnapshot client, int sessions, int inTransaction, int active) {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** What is seen as soon as both are at rest, or after 5 s. */
    static Rest awaited(HeadgateClient client, Sessions sessions, int maxSize) {
        long begun = System.nanoTime();
        Rest rest = seen(client, sessions);
        while (!rest.isReached(maxSize) && System.nanoTime() - begun < LIMIT.toNanos()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            rest = seen(client, sessions);
        }
        return rest;
    }

    private static Rest seen(HeadgateClient client, Sessions sessions) {
        return new Rest(client.snapshot(), sessions.count(), sessions.inTransaction(), sessions.active());
    }

    /** Whether nothing is held, and both sides agree on what is open. */
    boolean isReached(int maxSize) {
        boolean idle = client.running() == 0 && client.waiting() == 0 && client.inUse() == 0;
        boolean agreed = client.open() == sessions && client.open() <= maxSize + 1;
        return idle && agreed && inTransaction == 0 && active == 0;
    }
}

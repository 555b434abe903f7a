package io.github.headgate.benchmarks.peers;

import java.util.List;
import java.util.stream.Stream;

/** A client that can be measured, set up in one way. */
public sealed interface Contender permits Peer, Setting, Limit {

    /** How many connections each may have. */
    int POOL = 10;

    /**
     * @throws IllegalArgumentException if there is none of that id
     */
    static Contender of(String id) {
        return all().stream()
                .filter(contender -> contender.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it must be one of " + String.join(", ", all().stream()
                        .map(Contender::id)
                        .toList()) + ", was '" + id + "'"));
    }

    static List<Contender> all() {
        return Stream.<Contender[]>of(Peer.values(), Setting.values(), Limit.values()).flatMap(Stream::of).toList();
    }

    /** As a command line and a file of results call it. */
    String id();

    /** As a table calls it. */
    String label();

    /** Whether it runs only on a JDK that has virtual threads. */
    default boolean needsVirtualThreads() {
        return false;
    }

    /** Whether its user can cancel one statement among those on the connections that it is measured with. */
    default boolean canCancel() {
        return true;
    }

    /** A client of its own, with so many connections at most. */
    Client open(Target target, int size);
}

package io.github.headgate;

import java.util.List;
import java.util.stream.Stream;

/**
 * The connections that were there when a question was asked, and how often each had been read from. What is read from
 * one of them afterwards, be it the answer to something else, shows that its server is alive.
 */
record Evidence(List<Seen> seen) {

    /** A connection, and how often it had been read from. */
    record Seen(Link link, long reads) {}

    static Evidence of(Engine engine) {
        return of(engine.open());
    }

    /**
     * Of those alone that were there when a silence began. One that was made since shows that the server can be reached,
     * and not that an old connection still leads to it.
     */
    static Evidence before(long silence, Engine engine) {
        return of(engine.open().filter(link -> link.made() - silence < 0));
    }

    private static Evidence of(Stream<Link> links) {
        return new Evidence(links.map(link -> new Seen(link, link.reads())).toList());
    }

    /** Those that are open still and have room for a question, the sentinel among them. */
    Stream<Link> idle() {
        return open().filter(link -> !link.isLent());
    }

    /** Whether one is busy. Had its server died, its socket would be closed by now. */
    boolean anyBusy() {
        return open().anyMatch(Link::isLent);
    }

    /** Whether anything has come. What came before a connection was closed may have been a farewell. */
    boolean anyHeard() {
        return seen.stream().anyMatch(one -> one.link().isOpen() && one.link().reads() != one.reads());
    }

    private Stream<Link> open() {
        return seen.stream().map(Seen::link).filter(Link::isOpen);
    }
}

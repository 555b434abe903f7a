package io.github.headgate;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/**
 * Gives each connection of a client to the next of so many event loops.
 *
 * <p>Left to itself, Reactor Netty gives a connection to the loop on whose thread it is asked for. We ask where the
 * connection before has just been made, so that one loop would get them all, and one processor do all the work.
 */
final class EventLoops {

    private final int most;
    private final int first = ThreadLocalRandom.current().nextInt(); // so that not all clients begin with the same
    private final AtomicInteger given = new AtomicInteger();

    private EventLoops(int most) {
        this.most = most;
    }

    static EventLoops all() {
        return new EventLoops(Integer.MAX_VALUE);
    }

    /** As many are enough as there are processors: on more, a small pool would be spread thin, and wake a thread for each answer. */
    static EventLoops atMost(int most) {
        return new EventLoops(most);
    }

    /** The turn of a connection, to be taken once for each. */
    int turn() {
        return given.getAndIncrement();
    }

    /** The one of {@code group} whose turn it is. */
    EventLoopGroup at(int turn, EventLoopGroup group) {
        List<EventLoop> loops = StreamSupport.stream(group.spliterator(), false)
                .filter(EventLoop.class::isInstance)
                .map(EventLoop.class::cast)
                .toList();
        if (loops.isEmpty()) {
            return group;
        }
        int number = Math.floorMod(turn, Math.min(most, loops.size()));
        return loops.get(Math.floorMod(first + number, loops.size()));
    }
}

package io.github.headgate.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * R2DBC Postgres, and of a pool that which no pool can do without: callers are given the connections there are, one after
 * the other, by plain calls. Nothing is validated, limited, tried again, replaced, or brought to rest. What this takes,
 * any pool on this driver takes, and its own work besides.
 */
final class DriverPeer implements Client {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<Connection> all;
    private final Deque<Connection> idle; // guarded by this
    private final Queue<Call> waiting = new ArrayDeque<>(); // guarded by this

    private DriverPeer(List<Connection> all) {
        this.all = all;
        this.idle = new ArrayDeque<>(all);
    }

    static Client of(Target target, int size) {
        ConnectionFactory driver = FactoryPeer.spreadDriver(target, size);
        return new DriverPeer(requireNonNull(Flux.range(0, size)
                .<Connection>concatMap(connection -> driver.create())
                .collectList()
                .block(LIMIT)));
    }

    @Override
    public void begin(Work work, int key, Ended ended) {
        Call call = new Call(work, key, ended);
        Connection free = freeFor(call);
        if (free != null) {
            call.on(free);
        }
    }

    private synchronized @Nullable Connection freeFor(Call call) {
        Connection free = idle.poll();
        if (free == null) {
            waiting.add(call);
        }
        return free;
    }

    private void goesOn(Connection connection) {
        Call next = nextOn(connection);
        if (next != null) {
            next.on(connection);
        }
    }

    private synchronized @Nullable Call nextOn(Connection connection) {
        Call next = waiting.poll();
        if (next == null) {
            idle.push(connection);
        }
        return next;
    }

    /** One operation. */
    private final class Call {

        private final Work work;
        private final int key;
        private final Ended ended;

        Call(Work work, int key, Ended ended) {
            this.work = work;
            this.key = key;
            this.ended = ended;
        }

        void on(Connection connection) {
            FactoryPeer.answer(connection, work, key).subscribe(new Subscriber(new Ended() {

                @Override
                public void succeeded() {
                    goesOn(connection);
                    ended.succeeded();
                }

                @Override
                public void failed(Throwable failure) {
                    goesOn(connection);
                    ended.failed(failure);
                }
            }));
        }
    }

    /**
     * @throws UnsupportedOperationException always: it is not measured in trouble
     */
    @Override
    public Runnable nap(Ended ended) {
        throw new UnsupportedOperationException("R2DBC Postgres alone is measured at rest");
    }

    @Override
    public void close() {
        Flux.fromIterable(all).flatMap(Connection::close).blockLast(LIMIT);
    }
}

package io.github.headgate.demo.page;

import io.github.headgate.demo.Client;
import io.github.headgate.demo.PlainContender;
import io.github.headgate.testkit.FaultProxy;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The demo's plain client. Its reads are retried; what writes is not, for nothing tells whether it has been done.
 *
 * <p>It is no bean of type {@code ConnectionFactory}, or the starter would leave the application to it.
 */
final class PlainLane implements Lane {

    private final PlainContender client;
    private final FaultProxy way;
    private final Duration deadline;

    PlainLane(FaultProxy way, Duration deadline) {
        this.client = new PlainContender(way.url());
        this.way = way;
        this.deadline = deadline;
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public int firstAccount() {
        return 1 + Task.ACCOUNTS;
    }

    @Override
    public Mono<Void> warmUp() {
        return client.warmUp();
    }

    @Override
    public Mono<Void> run(Task task, Runnable attempt) {
        Mono<Void> counted = Mono.defer(() -> {
            attempt.run();
            return client.attempt(connection -> once(task, connection));
        });
        return task.kind() == Task.Kind.READ
                ? PlainContender.retried(counted, deadline)
                : counted.timeout(deadline);
    }

    private static Publisher<?> once(Task task, Connection connection) {
        return switch (task.kind()) {
            case READ -> rows(connection.createStatement(Task.BALANCE).bind("$1", task.account()));
            case WRITE -> updated(connection.createStatement(Task.SEEN).bind("$1", task.account()));
            case TRANSACTION -> transferred(task, connection);
        };
    }

    private static Flux<Boolean> rows(Statement statement) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map(row -> true));
    }

    private static Flux<Long> updated(Statement statement) {
        return Flux.from(statement.execute())
                .concatMap(Result::getRowsUpdated);
    }

    private static Mono<Void> transferred(Task task, Connection connection) {
        return Flux.from(connection.beginTransaction())
                .thenMany(moved(connection, -1, task.account()))
                .thenMany(moved(connection, 1, task.nextAccount()))
                .thenMany(connection.commitTransaction())
                .then()
                .onErrorResume(failure -> Mono.from(connection.rollbackTransaction())
                        .onErrorComplete()
                        .then(Mono.error(failure)));
    }

    private static Flux<Long> moved(Connection connection, int amount, int account) {
        return Flux.defer(() -> updated(connection.createStatement(Task.MOVE)
                .bind("$1", amount)
                .bind("$2", account)));
    }

    @Override
    public boolean waits() {
        return client.metrics().acquiredSize() >= PlainContender.SIZE;
    }

    @Override
    public Mono<String> health() {
        return client.health()
                .map(Client.Answer::name);
    }

    @Override
    public Connections connections() {
        PoolMetrics now = client.metrics();
        return new Connections(now.acquiredSize(), now.idleSize(), now.pendingAcquireSize(), way.connects());
    }

    /** Public, so that Spring finds it. */
    public Mono<Void> close() {
        return client.close();
    }
}

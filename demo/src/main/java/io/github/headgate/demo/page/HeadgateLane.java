package io.github.headgate.demo.page;

import io.github.headgate.ClientSnapshot;
import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateTransaction;
import io.github.headgate.reactor.Readiness;
import java.util.function.IntSupplier;
import reactor.core.publisher.Mono;

/** The client that the starter has made. */
final class HeadgateLane implements Lane {

    private final HeadgateClient client;
    private final IntSupplier connects;
    private final int size;

    HeadgateLane(HeadgateClient client, IntSupplier connects, int size) {
        this.client = client;
        this.connects = connects;
        this.size = size;
    }

    @Override
    public String name() {
        return "headgate";
    }

    @Override
    public int firstAccount() {
        return 1;
    }

    @Override
    public Mono<Void> warmUp() {
        return client.ready();
    }

    /** A guard has the retry of what is inside of it, so here the attempts can be counted. */
    @Override
    public Mono<Void> run(Task task, Runnable attempt) {
        Mono<?> counted = Mono.defer(() -> {
            attempt.run();
            return once(task);
        });
        return client.guard(counted)
                .then();
    }

    private Mono<?> once(Task task) {
        return switch (task.kind()) {
            case READ -> client.sql(Task.BALANCE)
                    .bind("$1", task.account())
                    .query(row -> true)
                    .one();
            case WRITE -> client.sql(Task.SEEN)
                    .bind("$1", task.account())
                    .idempotent()
                    .update();
            case TRANSACTION -> client.inTransaction(transaction -> moved(transaction, -1, task.account())
                    .then(moved(transaction, 1, task.nextAccount())));
        };
    }

    private static Mono<Long> moved(HeadgateTransaction transaction, int amount, int account) {
        return transaction.sql(Task.MOVE)
                .bind("$1", amount)
                .bind("$2", account)
                .update();
    }

    @Override
    public boolean waits() {
        ClientSnapshot now = client.snapshot();
        return now.readiness().state() != Readiness.State.READY || now.inUse() >= size;
    }

    @Override
    public Mono<String> health() {
        return client.health()
                .map(health -> health.status().name());
    }

    @Override
    public Connections connections() {
        ClientSnapshot now = client.snapshot();
        return new Connections(now.inUse(), now.idle(), now.waiting(), connects.getAsInt());
    }
}

package io.github.headgate.demo.page;

import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.Fault;
import io.github.headgate.testkit.Freeze;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.Shutdown;
import java.time.Duration;
import java.util.List;

/**
 * The Postgres behind the page, with a way to it for each lane, and what can be done to them. What is done blocks until it
 * is true, so it is for a thread of its own.
 */
final class Database implements AutoCloseable {

    private static final Duration SLOWEST = Duration.ofMillis(120);
    private static final Duration SLOW = Duration.ofMillis(60);
    private static final long SEED = 1;

    private final PostgresServer server = PostgresServer.started();
    private final FaultProxy headgateWay = FaultProxy.before(server);
    private final FaultProxy plainWay = FaultProxy.before(server);
    private volatile Condition condition = new Condition(State.RUNNING, false);

    /** How the server is. */
    enum State {
        RUNNING, FROZEN, STOPPED
    }

    /** How the server and the network to it are. */
    record Condition(State server, boolean slowNetwork) {}

    Database() {
        server.execute(Task.TABLES);
    }

    FaultProxy headgateWay() {
        return headgateWay;
    }

    FaultProxy plainWay() {
        return plainWay;
    }

    Condition condition() {
        return condition;
    }

    void killBackends() {
        requireRunning();
        server.terminateBackends();
    }

    void restart() {
        server.restart(Shutdown.IMMEDIATE);
        is(State.RUNNING);
    }

    void freeze() {
        requireRunning();
        server.freeze(Freeze.ALL);
        is(State.FROZEN);
    }

    void thaw() {
        server.thaw();
        is(condition.server() == State.FROZEN ? State.RUNNING : condition.server());
    }

    void stop() {
        is(State.STOPPED); // told before, since it takes a while
        server.stop(Shutdown.FAST);
    }

    /** Frozen, it is running, and only has to be thawed. */
    void start() {
        server.thaw();
        server.start();
        is(State.RUNNING);
    }

    void slowNetwork() {
        ways().forEach(way -> way.delay(SLOW, SLOWEST, SEED));
        condition = new Condition(condition.server(), true);
    }

    void cutConnections() {
        ways().forEach(way -> way.strike(Fault.RESET));
    }

    void normalNetwork() {
        ways().forEach(FaultProxy::heal);
        condition = new Condition(condition.server(), false);
    }

    @Override
    public void close() {
        ways().forEach(FaultProxy::close);
        server.close();
    }

    private List<FaultProxy> ways() {
        return List.of(headgateWay, plainWay);
    }

    private void is(State state) {
        condition = new Condition(state, condition.slowNetwork());
    }

    private void requireRunning() {
        if (condition.server() != State.RUNNING) {
            throw new IllegalStateException("the server has to run for this, and it is "
                    + (condition.server() == State.FROZEN ? "frozen: thaw it first" : "stopped: start it first"));
        }
    }
}

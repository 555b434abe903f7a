package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Predicate;

import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A driver without a server: it plays a script, in virtual time if its scheduler does, and keeps the books.
 *
 * <p>Without a script each connect succeeds at once, and each statement answers one row with the value 1, in a column
 * called {@code value}, and an update count of 1. Scripts are sequences whose last step repeats; they may be replaced
 * at any time, and what is under way then goes on as it began.
 *
 * <p>What the SPI does without SQL runs as a statement here, so it can be scripted, is counted, and can be seen:
 * {@code BEGIN}, {@code COMMIT}, {@code ROLLBACK}, {@code SAVEPOINT name}, {@code SELECT 1} for a remote validation,
 * and so on, as {@link ScriptedConnection} tells.
 *
 * <p>Statements are cold: one counts when it is executed, each time anew, not when it is created. Rows are emitted as
 * they are asked for. A statement ends with its result, as a server says that it is ready only then.
 *
 * <p>Safe for use by many threads.
 *
 * <pre>{@code
 * VirtualTimeScheduler timer = VirtualTimeScheduler.create();
 * ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer)
 *         .connects(Connect.fails(refused), Connect.succeeds().after(Duration.ofMillis(20)))
 *         .on("select name from users", Answer.columns("name").row("Ada"));
 * }</pre>
 */
public final class ScriptedConnectionFactory implements ConnectionFactory {

    private final Scheduler timer;
    private final Ledger ledger = new Ledger();
    private final Answers answers = new Answers();
    private Script<Connect> connects = Script.of(List.of(Connect.succeeds())); // guarded by this
    private long lastId; // guarded by this

    private ScriptedConnectionFactory(Scheduler timer) {
        this.timer = timer;
    }

    /** A factory whose delays run on a scheduler, normally a {@code VirtualTimeScheduler}. */
    public static ScriptedConnectionFactory timedBy(Scheduler timer) {
        return new ScriptedConnectionFactory(requireNonNull(timer, "timer"));
    }

    /** From the next connect on, this is what comes of each. */
    public synchronized ScriptedConnectionFactory connects(Connect... steps) {
        connects = Script.of(List.of(steps));
        return this;
    }

    /** From its next execution on, this is what this very statement gets. */
    public ScriptedConnectionFactory on(String sql, Answer... steps) {
        answers.put(requireNonNull(sql, "sql"), Script.of(List.of(steps)));
        return this;
    }

    /**
     * From now on, this is what each statement gets that matches and has no answer by its text. One sequence serves them
     * all. Of several that match the one given last is taken.
     */
    public ScriptedConnectionFactory on(Predicate<String> sql, Answer... steps) {
        answers.put(requireNonNull(sql, "sql"), Script.of(List.of(steps)));
        return this;
    }

    /** Ends all open connections, as the server's death does. What runs on them fails with this failure. */
    public void killConnections(Throwable failure) {
        requireNonNull(failure, "failure");
        openConnections().forEach(connection -> connection.kill(failure));
    }

    /** Those that are neither closed nor dead, in the order in which they were opened. */
    public List<ScriptedConnection> openConnections() {
        return ledger.open();
    }

    public Counts counts() {
        return ledger.counts();
    }

    /** All statements that were executed, in order. */
    public List<Execution> executions() {
        return ledger.executions();
    }

    /** The executions of one statement, in order. */
    public List<Execution> executions(String sql) {
        return ledger.executions()
                .stream()
                .filter(execution -> execution.sql().equals(sql))
                .toList();
    }

    /** Cold: each subscription is one connect, which counts from then on. A cancel gives it up. */
    @Override
    public Mono<ScriptedConnection> create() {
        return Mono.defer(this::connected)
                .then(Mono.fromSupplier(this::open));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return new ScriptedMetadata();
    }

    private Mono<Void> connected() {
        ledger.connectBegun();
        return nextConnect().outcome(timer)
                .doOnTerminate(ledger::connectEnded)
                .doOnCancel(ledger::connectEnded);
    }

    private synchronized Connect nextConnect() {
        return connects.next();
    }

    private ScriptedConnection open() {
        ScriptedConnection connection = new ScriptedConnection(new ScriptedSession(nextId(), answers, ledger, timer));
        ledger.opened(connection);
        return connection;
    }

    private synchronized long nextId() {
        return ++lastId;
    }
}

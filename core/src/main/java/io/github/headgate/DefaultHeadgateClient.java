package io.github.headgate;

import static io.github.headgate.reactor.Transition.Kind.CLOSED;
import static io.github.headgate.reactor.Transition.Kind.COLD;
import static io.github.headgate.reactor.Transition.Kind.LOST;
import static io.github.headgate.reactor.Transition.Kind.READY;
import static java.util.Objects.requireNonNull;

import io.github.headgate.reactor.ReadySignal;
import io.github.headgate.reactor.ReadySignalOptions;
import io.github.headgate.reactor.Transition;
import io.r2dbc.spi.TransactionDefinition;
import java.util.Optional;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Puts the parts together. It subscribes to the steps of the engine, for as long as it lives, so that they reach the
 * journal, and those parts that learn from them.
 */
final class DefaultHeadgateClient implements HeadgateClient {

    private final HeadgateOptions options;
    private final Connects connects;
    private final Journal journal;
    private final ReadySignal<Engine> ready;
    private final Gate gate;
    private final Watch watch;
    private final Admission admission;
    private final Operations operations;
    private final CommitOutcomes outcomes;
    private final HealthCheck healthCheck;
    private final ClientExecutor executor;
    private final HeadgateConnectionFactory connectionFactory;
    private final Optional<Hibernation> hibernation;
    private final Disposable steps;
    private final Mono<Void> closing;

    private DefaultHeadgateClient(HeadgateOptions options) {
        this.options = requireNonNull(options, "options");
        this.journal = new Journal(options);
        this.connects = new Connects(options, journal);
        this.ready = new ReadySignal<>(signal(options, journal, connects));
        this.gate = new Gate(options, ready);
        this.watch = new Watch(ready, journal);
        this.admission = new Admission(options, journal);
        this.operations = new Operations(options, gate, watch, admission, journal);
        this.outcomes = new CommitOutcomes(options, gate, journal);
        this.healthCheck = new HealthCheck(options, gate, operations, outcomes, journal);
        this.executor = new ClientExecutor(operations, outcomes);
        this.connectionFactory = new HeadgateConnectionFactory(this, operations, outcomes, options, journal);
        this.hibernation = options.hibernateAfter()
                .map(after -> new Hibernation(ready, admission, after, options.timer()));
        this.steps = ready.transitions().subscribe(this::step);
        this.closing = admission.drained(options.drainTimeout())
                .then(Mono.defer(this::calledOff))
                .then(ready.close())
                .doFinally(signal -> end())
                .cache(); // once begun it goes on, whoever stops waiting for it
    }

    /** A client whose listeners know of it. */
    static HeadgateClient created(HeadgateOptions options) {
        DefaultHeadgateClient client = new DefaultHeadgateClient(options);
        client.journal.created(client, options);
        return client;
    }

    private static ReadySignalOptions<Engine> signal(
            HeadgateOptions options, Journal journal, Connects connects) {
        ReadySignalOptions.Builder<Engine> signal = ReadySignalOptions
                .builder(new EngineOpener(options, journal, connects), options.timer())
                .backoff(options.openingBackoff())
                .permanent(Failures::isPermanent)
                .patient(Failures::isShortage)
                .failureKind(OpeningKind::of)
                .retire(Engine::close);
        options.keepReady().ifPresent(signal::keepReady);
        if (options.openingPace() == OpeningPace.ADAPTIVE) {
            signal.adaptive();
        }
        return signal.build();
    }

    @Override
    public Sql sql(String sql) {
        return new DefaultSql(Request.of(sql), executor);
    }

    @Override
    public <T> Mono<T> inTransaction(Function<? super HeadgateTransaction, ? extends Mono<T>> work) {
        return inTransaction(TransactionOptions.defaults(), work);
    }

    @Override
    public <T> Mono<T> inTransaction(
            TransactionDefinition definition, Function<? super HeadgateTransaction, ? extends Mono<T>> work) {
        requireNonNull(definition, "definition");
        requireNonNull(work, "work");
        Work whole = Work.transaction().within(TransactionOptions.timeoutOf(definition));
        return operations.<T>run(whole, (lease, operation) -> {
            Transaction transaction = new Transaction(lease, operation, outcomes);
            return transaction.committed(definition, () -> work.apply(transaction));
        }).singleOrEmpty();
    }

    @Override
    public Mono<Health> health() {
        return healthCheck.health();
    }

    @Override
    public <T> Flux<T> guard(Publisher<T> guarded) {
        return operations.guard(requireNonNull(guarded, "guarded"));
    }

    @Override
    public HeadgateConnectionFactory connectionFactory() {
        return connectionFactory;
    }

    @Override
    public Mono<Void> ready() {
        return gate.open().then();
    }

    @Override
    public Flux<Transition> transitions() {
        return ready.transitions();
    }

    @Override
    public ClientSnapshot snapshot() {
        Optional<Engine> engine = ready.current().map(generation -> generation.value());
        return new ClientSnapshot(ready.snapshot(), admission.running(), admission.waiting(),
                engine.map(open -> open.places().inside()).orElse(0),
                engine.map(open -> open.idle().size()).orElse(0),
                connects.open(), operations.budget().level());
    }

    @Override
    public Mono<Void> close() {
        return closing;
    }

    private Mono<Void> calledOff() {
        return ready.current().map(open -> open.value().calledOff()).orElse(Mono.empty());
    }

    private void end() {
        watch.close();
        hibernation.ifPresent(Hibernation::close);
        connects.close(new ClientClosedException(options.name()));
        steps.dispose();
    }

    private void step(Transition step) {
        journal.step(step);
        if (step.kind() == READY) {
            gate.opened(step);
            ready.current().ifPresent(watch::over);
            hibernation.ifPresent(Hibernation::awake);
        } else if (step.kind() == LOST || step.kind() == COLD || step.kind() == CLOSED) {
            watch.rest();
            healthCheck.forget();
        }
    }

    @Override
    public String toString() {
        return "HeadgateClient[" + options.name() + ", " + ready.snapshot().state() + "]";
    }
}

package io.github.headgate;

import io.github.headgate.reactor.Deadline;
import java.time.Duration;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A {@code COMMIT} in the hands of a user of R2DBC. It fails with {@link OutcomeUnknownException} if its answer is lost,
 * and nobody can tell what became of it; with anything else, nothing was committed.
 */
final class Commit {

    private final Lease lease;
    private final CommitOutcomes outcomes;
    private final HeadgateOptions options;
    private final boolean asked;

    /**
     * @param asked whether the server is to be asked what became of it
     */
    Commit(Lease lease, CommitOutcomes outcomes, HeadgateOptions options, boolean asked) {
        this.lease = lease;
        this.outcomes = outcomes;
        this.options = options;
        this.asked = asked;
    }

    /**
     * Sends it, unless the deadline in the {@code Context} has passed.
     *
     * @param whenLost runs when its answer has been lost
     */
    Mono<Void> sent(Publisher<Void> commit, Runnable whenLost) {
        return Mono.deferContextual(context -> ticket(context)
                .flatMap(ticket -> isTooLate(context)
                        ? Mono.error(tooLate(context))
                        : sent(commit, ticket, whenLost, context)));
    }

    private static boolean isTooLate(ContextView context) {
        return Deadline.in(context).filter(Deadline::passed).isPresent();
    }

    private Mono<Optional<Ticket>> ticket(ContextView context) {
        return asked
                ? patience(context).bound(outcomes.ticket(lease).singleOptional(), () -> tooLate(context))
                : Mono.just(Optional.empty());
    }

    /** Nobody has set a limit to a commit but the one around it, if there is one; asking has that, or the client's. */
    private Deadline patience(ContextView context) {
        Deadline own = Deadline.after(options.timeout(), options.deadlines());
        return Deadline.in(context).map(own::earlier).orElse(own);
    }

    private Mono<Void> sent(
            Publisher<Void> commit, Optional<Ticket> ticket, Runnable whenLost, ContextView context) {
        Sent sent = Sent.now("COMMIT", Phase.COMMIT, lease.generation().number(), options.timer());
        Mono<Void> answer = lease.conclude(() -> commit);
        return Deadline.in(context)
                .map(deadline -> deadline.bound(answer, () -> late(since(sent))))
                .orElse(answer)
                .onErrorResume(CommitOutcomes::isLost, lost -> ticket
                        .map(found -> resolved(found, sent, lost, context))
                        .orElseGet(() -> Mono.error(unknown(sent, "", lost)))
                        .doOnTerminate(whenLost));
    }

    private Mono<Void> resolved(Ticket ticket, Sent sent, Throwable lost, ContextView context) {
        return patience(context)
                .bound(outcomes.resolved(ticket, sent, lost),
                        () -> unknown(sent, "the server did not say in time", lost));
    }

    private OutcomeUnknownException unknown(Sent sent, String reason, Throwable lost) {
        return lease.generation()
                .value()
                .journal()
                .unknown(new OutcomeUnknownException(options.name(), sent, since(sent), reason, lost));
    }

    private DeadlineExceededException late(Duration after) {
        return new DeadlineExceededException(
                options.name(), Phase.COMMIT, Verdict.UNKNOWN, after, lease.generation().number(), 1,
                ", of the Context");
    }

    private DeadlineExceededException tooLate(ContextView context) {
        return new DeadlineExceededException(options.name(), Phase.EXECUTE, Verdict.ROLLED_BACK,
                Duration.ZERO, lease.generation().number(), 1,
                (isTooLate(context) ? ", of the Context" : ", of the client") + ", before COMMIT was sent");
    }

    private Duration since(Sent sent) {
        return sent.age(options.timer());
    }
}

package io.github.headgate.testkit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.r2dbc.spi.Result;
import io.r2dbc.spi.Result.Segment;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One execution of a statement, from its subscription until its result has been read, its connection is lost, or it is
 * cancelled.
 */
final class RunningStatement {

    private final ScriptedSession session;
    private final String sql;
    private final Answer answer;
    private final Scheduler timer;
    private final Sinks.Empty<Void> done;
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean handedOut = new AtomicBoolean();

    RunningStatement(ScriptedSession session, String sql, Answer answer, Scheduler timer, Sinks.Empty<Void> done) {
        this.session = session;
        this.sql = sql;
        this.answer = answer;
        this.timer = timer;
        this.done = done;
    }

    /** Emits the one result, with which the statement goes on. */
    Flux<Result> result() {
        return Delays.before(firstMessage(), answer.delay(), timer)
                .<Result>thenReturn(ScriptedResult.of(segments()))
                .flux()
                .takeUntilOther(session.death())
                .doOnNext(result -> handedOut.set(true))
                .doOnError(failure -> over())
                .doOnCancel(this::cancelledBeforeItsResult);
    }

    // who gets a result has heard from the server
    private Mono<Void> firstMessage() {
        return answer.isSilent()
                ? answer.ending().segments(session).then()
                : Mono.empty();
    }

    private Flux<Segment> segments() {
        return Flux.concat(Flux.fromStream(this::scripted), answer.ending().segments(session))
                .takeUntilOther(session.death())
                .doOnComplete(() -> session.answered(sql, answer.ending()))
                .doOnTerminate(this::over)
                .doOnCancel(this::cancelled);
    }

    private Stream<Segment> scripted() {
        ScriptedColumns columns = ScriptedColumns.of(answer.columnNames(), answer.rows());
        Stream<Segment> rows = answer.rows().stream().map(values -> new ScriptedRow(columns, values));
        Long updated = answer.updated();
        return updated == null ? rows : Stream.concat(rows, Stream.of(new ScriptedUpdateCount(updated)));
    }

    private void cancelledBeforeItsResult() {
        if (!handedOut.get()) {
            cancelled();
        }
    }

    private void cancelled() {
        if (!over.getAndSet(true)) {
            session.cancelled();
            done.tryEmitEmpty();
        }
    }

    private void over() {
        if (!over.getAndSet(true)) {
            session.ended();
            done.tryEmitEmpty();
        }
    }
}

package io.github.headgate;

import io.r2dbc.spi.Result;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * How an answer is read.
 *
 * @param items what is read from its results: rows, or counts
 * @param shape what the caller gets of these
 */
record Reading<T, R>(Function<Flux<Result>, Flux<T>> items, Function<Flux<T>, Publisher<R>> shape) {}

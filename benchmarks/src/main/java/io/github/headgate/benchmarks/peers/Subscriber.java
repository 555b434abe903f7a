package io.github.headgate.benchmarks.peers;

import reactor.core.publisher.BaseSubscriber;

/** Takes all that a publisher has, and tells of its end. */
final class Subscriber extends BaseSubscriber<Object> {

    private final Ended ended;

    Subscriber(Ended ended) {
        this.ended = ended;
    }

    @Override
    protected void hookOnComplete() {
        ended.succeeded();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        ended.failed(failure);
    }
}

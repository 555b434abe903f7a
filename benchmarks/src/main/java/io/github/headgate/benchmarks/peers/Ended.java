package io.github.headgate.benchmarks.peers;

/** Hears of the end of an operation, once, on whatever thread. */
public interface Ended {

    void succeeded();

    void failed(Throwable failure);
}

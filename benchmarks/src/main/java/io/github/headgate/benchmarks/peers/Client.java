package io.github.headgate.benchmarks.peers;

import java.util.concurrent.Executor;

/** A client as a benchmark sees it: it begins operations, and tells of their ends. */
public interface Client extends AutoCloseable {

    /**
     * Begins an operation. A blocking client ends it before this returns.
     *
     * @param key of the row that it is about, from 1 to {@link Work#KEYS}
     */
    void begin(Work work, int key, Ended ended);

    /**
     * Begins a statement that takes four seconds, and returns at once.
     *
     * @return what cancels it, by the means that the client has
     */
    Runnable nap(Ended ended);

    /** Where those begin who ask one operation after another: a thread each if the client blocks. */
    default Executor callers() {
        return Runnable::run;
    }

    @Override
    void close();
}

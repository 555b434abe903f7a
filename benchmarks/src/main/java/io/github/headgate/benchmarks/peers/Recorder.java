package io.github.headgate.benchmarks.peers;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import one.profiler.AsyncProfiler;

/**
 * Records the stacks of this process: every thread's, each time it has used a millisecond of a processor.
 *
 * @see <a href="https://github.com/async-profiler/async-profiler">async-profiler</a>, which sees what the compiler has
 *     inlined, and the kernel where the machine permits it
 */
final class Recorder {

    private static final String FORM = "threads,ann";

    private Recorder() {}

    static Recorded record(Callable<Sample> work) throws Exception {
        AsyncProfiler profiler = AsyncProfiler.getInstance();
        profiler.execute("start,event=cpu,interval=1ms," + FORM);
        Sample sample = work.call();
        String stacks = profiler.execute("stop,collapsed," + FORM);
        return new Recorded(sample, Files.writeString(Files.createTempFile("headgate-profile", ".collapsed"), stacks));
    }
}

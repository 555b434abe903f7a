package io.github.headgate.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What this JVM holds.
 *
 * @param threads those that no shared scheduler owns
 * @param sockets open ones, 0 where the system does not tell
 * @param heapMegabytes what is left after a collection
 */
record Footprint(long threads, long sockets, long heapMegabytes) {

    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final String SHARED = "(parallel|boundedElastic|single|reactor-tcp|headgate-fault-proxy|globalEventExecutor"
            + "|headgate-faults|testcontainers|process reaper|ForkJoinPool|surefire).*";

    static Footprint now() {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Footprint(ownThreads(), openSockets(), heap >> 20);
    }

    /** What it holds when it is back at {@code before}, or after 5 s: event loops close what they were told to close. */
    static Footprint settled(Footprint before) {
        long begun = System.nanoTime();
        Footprint now = now();
        while ((now.threads > before.threads || now.sockets > before.sockets)
                && System.nanoTime() - begun < SETTLING.toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            now = now();
        }
        return now;
    }

    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !thread.getName().matches(SHARED)).count();
    }

    private static long openSockets() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            return descriptors.filter(Footprint::isSocket).count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException gone) {
            return false; // it was the listing's own
        }
    }
}

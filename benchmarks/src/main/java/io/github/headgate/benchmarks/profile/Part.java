package io.github.headgate.benchmarks.profile;

import java.util.Arrays;
import java.util.List;

/** What a client is made of, told by the names of its methods. */
enum Part {

    HEADGATE("Headgate", true, "io.github.headgate."),
    POOL("r2dbc-pool and reactor-pool", true, "io.r2dbc.pool.", "reactor.pool."),
    DRIVER("R2DBC Postgres", true, "io.r2dbc."),
    REACTOR("Reactor core", false, "reactor.core.", "reactor.util."),
    NETTY("Netty and Reactor Netty", true, "io.netty.", "reactor.netty."),
    JDK("the JDK's classes, and logback's", false, "java.", "jdk.", "sun.", "ch.qos.logback.", "org.slf4j."),
    HARNESS("the benchmark itself", true, "io.github.headgate.benchmarks.", "org.HdrHistogram."),
    KERNEL("the kernel: sockets, and the switches to the server's processes", false),
    COMPILERS("the JVM: compilers", false),
    MACHINE("the JVM: collector, stubs and the rest; and libc", false);

    private final String label;
    private final boolean employs;
    private final List<String> packages;

    Part(String label, boolean employs, String... packages) {
        this.label = label;
        this.employs = employs;
        this.packages = List.of(packages);
    }

    String label() {
        return label;
    }

    /** Whether it has the others work for it: Reactor, the JDK and the JVM do little of their own accord. */
    boolean employs() {
        return employs;
    }

    /** That of a Java method, by its name with its package; what is in none of theirs is the JVM's. */
    static Part of(String method) {
        if (HARNESS.has(method)) {
            return HARNESS; // whose package is in Headgate's
        }
        return Arrays.stream(values())
                .filter(part -> part.has(method))
                .findFirst()
                .orElse(MACHINE);
    }

    private boolean has(String method) {
        return packages.stream().anyMatch(method::startsWith);
    }
}

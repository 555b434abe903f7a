package io.github.headgate.benchmarks.profile;

import java.util.Arrays;
import java.util.List;

/** What a client is made of, told by the names of its methods. */
enum Part {

    HEADGATE("Headgate", "io.github.headgate."),
    POOL("r2dbc-pool and reactor-pool", "io.r2dbc.pool.", "reactor.pool."),
    DRIVER("R2DBC Postgres", "io.r2dbc."),
    REACTOR("Reactor core", "reactor.core.", "reactor.util."),
    NETTY("Netty and Reactor Netty", "io.netty.", "reactor.netty."),
    JDK("the JDK's classes", "java.", "jdk.", "sun."),
    HARNESS("the benchmark itself", "io.github.headgate.benchmarks."),
    KERNEL("the kernel: sockets, and the switches to the server's processes"),
    MACHINE("the JVM: collector, compilers, stubs; and libc");

    private final String label;
    private final List<String> packages;

    Part(String label, String... packages) {
        this.label = label;
        this.packages = List.of(packages);
    }

    String label() {
        return label;
    }

    /** That of a method, by its name with its package; what is in none of theirs is the JVM's. */
    static Part of(String method) {
        if (method.startsWith(HARNESS.packages.get(0))) {
            return HARNESS;
        }
        return Arrays.stream(values())
                .filter(part -> part.packages.stream().anyMatch(method::startsWith))
                .findFirst()
                .orElse(MACHINE);
    }
}

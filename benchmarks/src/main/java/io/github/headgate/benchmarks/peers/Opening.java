package io.github.headgate.benchmarks.peers;

/** How a client is made. */
@FunctionalInterface
interface Opening {

    Client open(Target target, int size);
}

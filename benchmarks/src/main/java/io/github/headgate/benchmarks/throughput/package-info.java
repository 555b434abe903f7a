/**
 * How much the clients do, side by side: a closed loop in each client's process, all of them in turn in each round, so
 * that what the machine does meanwhile falls on all alike, and what is compared is what was measured in the same round.
 */
@NullMarked
package io.github.headgate.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;

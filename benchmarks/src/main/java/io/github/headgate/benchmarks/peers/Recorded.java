package io.github.headgate.benchmarks.peers;

import java.nio.file.Path;

/**
 * What was measured of one client while its stacks were recorded.
 *
 * @param stacks a file of them, collapsed: one a line, from the thread inwards, and how often it was seen
 */
public record Recorded(Sample sample, Path stacks) {}

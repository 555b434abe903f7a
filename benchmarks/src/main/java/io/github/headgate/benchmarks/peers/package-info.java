/**
 * The clients that are measured beside each other, each as its users set it up, in a JVM of its own. So none profits from
 * what the compiler learned of another, and its processor time and its allocation are its own.
 */
@NullMarked
package io.github.headgate.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

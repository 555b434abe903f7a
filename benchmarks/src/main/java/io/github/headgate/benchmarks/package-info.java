/** What things cost. Each benchmark asks one question; the answers stand in {@code benchmarks/results}. */
@NullMarked
package io.github.headgate.benchmarks;

import org.jspecify.annotations.NullMarked;

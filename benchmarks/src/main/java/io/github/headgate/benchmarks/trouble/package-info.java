/** What the clients do when their server is in trouble, one fault after the other, each client alone with its server. */
@NullMarked
package io.github.headgate.benchmarks.trouble;

import org.jspecify.annotations.NullMarked;

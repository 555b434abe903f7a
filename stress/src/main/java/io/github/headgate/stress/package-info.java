/**
 * Races between two threads, run some hundred thousand times each. An outcome that is not listed is forbidden, and fails
 * the build.
 */
@NullMarked
package io.github.headgate.stress;

import org.jspecify.annotations.NullMarked;

/**
 * Faults played on a real Postgres under load. A {@link io.github.headgate.faults.Scenario} lets callers use the client
 * while a test breaks the server, and then holds what was told against what is there, one
 * {@link io.github.headgate.faults.Invariant} after the other. Knows of Headgate what a user can know.
 */
@NullMarked
package io.github.headgate.faults;

import org.jspecify.annotations.NullMarked;

/**
 * Readiness, generations, deadlines and bounded retries for Project Reactor. All time comes from an injected
 * {@link reactor.core.scheduler.Scheduler}, so that every path runs under virtual time. Knows no database.
 */
@NullMarked
package io.github.headgate.reactor;

import org.jspecify.annotations.NullMarked;

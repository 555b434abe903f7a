/**
 * A Postgres that can be broken, and a scripted driver, for tests of anything that talks R2DBC to Postgres.
 *
 * <ul>
 * <li>{@link io.github.headgate.testkit.WithPostgres} gives the tests of a class a real
 * {@link io.github.headgate.testkit.PostgresServer}, to be stopped, killed and frozen.
 * <li>{@link io.github.headgate.testkit.FaultProxy} breaks the way to it, at the very byte.
 * <li>{@link io.github.headgate.testkit.ScriptedConnectionFactory} plays a driver without a server, in virtual time,
 * which {@link io.github.headgate.testkit.WarmUp} lets pass until a client is ready.
 * <li>{@link io.github.headgate.testkit.Transitions}, {@link io.github.headgate.testkit.Snapshots} and
 * {@link io.github.headgate.testkit.ConnectWatch} say what a test expects of a client, and tell what they saw.
 * </ul>
 *
 * <p>JUnit, reactor-test and AssertJ are the user's to bring: the first is needed for {@code WithPostgres}, the second
 * for {@code WarmUp}.
 */
@NullMarked
package io.github.headgate.testkit;

import org.jspecify.annotations.NullMarked;

/** A Postgres that can be broken, and a scripted driver, for tests of anything that talks R2DBC to Postgres. */
@NullMarked
package io.github.headgate.testkit;

import org.jspecify.annotations.NullMarked;

package io.github.headgate.testkit;

import io.r2dbc.spi.Result.UpdateCount;

/** How many rows a statement changed. */
record ScriptedUpdateCount(long value) implements UpdateCount {}

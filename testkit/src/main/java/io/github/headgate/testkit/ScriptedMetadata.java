package io.github.headgate.testkit;

import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ConnectionMetadata;

/** Passes for Postgres, since that is what decides how a user's libraries write their SQL. */
record ScriptedMetadata() implements ConnectionMetadata, ConnectionFactoryMetadata {

    @Override
    public String getName() {
        return "PostgreSQL";
    }

    @Override
    public String getDatabaseProductName() {
        return "PostgreSQL";
    }

    @Override
    public String getDatabaseVersion() {
        return "scripted";
    }
}

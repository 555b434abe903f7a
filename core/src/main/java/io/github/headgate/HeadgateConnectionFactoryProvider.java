package io.github.headgate;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.ConnectionFactoryProvider;

/** Finds {@code r2dbc:headgate:postgresql://…}. Made by R2DBC's discovery, not by users. */
public final class HeadgateConnectionFactoryProvider implements ConnectionFactoryProvider {

    static final String DRIVER = "headgate";

    /**
     * Makes a client with these options and returns its factory.
     *
     * @throws IllegalArgumentException if they are not for Postgres, or one is unknown or has a value that it cannot have
     */
    @Override
    public HeadgateConnectionFactory create(ConnectionFactoryOptions options) {
        return HeadgateClient.create(HeadgateOptions.builder(options).build()).connectionFactory();
    }

    @Override
    public boolean supports(ConnectionFactoryOptions options) {
        return DRIVER.equals(options.getValue(ConnectionFactoryOptions.DRIVER));
    }

    @Override
    public String getDriver() {
        return DRIVER;
    }
}

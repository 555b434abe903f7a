package io.github.headgate.testkit;

import java.util.Objects;

import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Result.Message;
import org.jspecify.annotations.Nullable;

/** The server's refusal of a statement. */
record ScriptedMessage(R2dbcException exception) implements Message {

    @Override
    public int errorCode() {
        return exception.getErrorCode();
    }

    @Override
    public @Nullable String sqlState() {
        return exception.getSqlState();
    }

    @Override
    public String message() {
        return Objects.toString(exception.getMessage(), "");
    }
}

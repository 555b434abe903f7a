package io.github.headgate;

import io.r2dbc.spi.Option;
import io.r2dbc.spi.TransactionDefinition;
import org.jspecify.annotations.Nullable;

/** A transaction as the server would begin it, or a read-only one. */
record Definition(boolean readOnly) implements TransactionDefinition {

    @Override
    @SuppressWarnings("unchecked") // the option's type is that of its value
    public <T> @Nullable T getAttribute(Option<T> option) {
        return readOnly && option.equals(TransactionDefinition.READ_ONLY) ? (T) (Object) true : null;
    }
}

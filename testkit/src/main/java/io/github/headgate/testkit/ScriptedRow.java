package io.github.headgate.testkit;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.r2dbc.spi.Result.RowSegment;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import org.jspecify.annotations.Nullable;

/** One row of a scripted answer. A number is given as any of the number types, as drivers do. */
record ScriptedRow(ScriptedColumns columns, List<@Nullable Object> values) implements Row, RowSegment {

    private static final Map<Class<?>, Function<Number, Number>> NUMBERS = Map.of(
            Short.class, Number::shortValue,
            Integer.class, Number::intValue,
            Long.class, Number::longValue,
            Float.class, Number::floatValue,
            Double.class, Number::doubleValue);

    @Override
    public Row row() {
        return this;
    }

    @Override
    public RowMetadata getMetadata() {
        return columns;
    }

    @Override
    public <T> @Nullable T get(String name, Class<T> type) {
        return get(columns.indexOf(name), type);
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        columns.getColumnMetadata(index); // throws what the SPI wants for one that is not there
        Object value = values.get(index);
        return value == null ? null : type.cast(as(type, value));
    }

    private static Object as(Class<?> type, Object value) {
        Object converted = value instanceof Number number && NUMBERS.containsKey(type)
                ? NUMBERS.get(type).apply(number)
                : value;
        if (!type.isInstance(converted)) {
            throw new IllegalArgumentException("cannot read a " + value.getClass().getName() + " as " + type.getName());
        }
        return converted;
    }
}

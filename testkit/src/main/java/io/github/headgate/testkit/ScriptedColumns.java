package io.github.headgate.testkit;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;

import io.r2dbc.spi.ColumnMetadata;
import io.r2dbc.spi.RowMetadata;
import io.r2dbc.spi.Type;
import org.jspecify.annotations.Nullable;

/** The columns of a scripted answer. Their names are found whatever their case, as the SPI wants it. */
record ScriptedColumns(List<Column> getColumnMetadatas) implements RowMetadata {

    /** A column is of the type of the first value in it. */
    static ScriptedColumns of(List<String> names, List<List<@Nullable Object>> rows) {
        return new ScriptedColumns(IntStream.range(0, names.size())
                .mapToObj(index -> new Column(names.get(index), typeOf(index, rows)))
                .toList());
    }

    @Override
    public Column getColumnMetadata(int index) {
        if (index < 0 || index >= getColumnMetadatas.size()) {
            throw new IndexOutOfBoundsException("no column " + index + " among " + getColumnMetadatas.size());
        }
        return getColumnMetadatas.get(index);
    }

    @Override
    public Column getColumnMetadata(String name) {
        return getColumnMetadatas.get(indexOf(name));
    }

    int indexOf(String name) {
        return IntStream.range(0, getColumnMetadatas.size())
                .filter(index -> getColumnMetadatas.get(index).getName().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no column " + name + " in " + getColumnMetadatas));
    }

    private static Class<?> typeOf(int column, List<List<@Nullable Object>> rows) {
        return rows.stream()
                .map(row -> row.get(column))
                .filter(Objects::nonNull)
                .findFirst()
                .<Class<?>>map(Object::getClass)
                .orElse(Object.class);
    }

    record Column(String getName, Class<?> getJavaType) implements ColumnMetadata {

        @Override
        public Type getType() {
            return new ColumnType(getJavaType, getJavaType.getSimpleName());
        }
    }

    private record ColumnType(Class<?> getJavaType, String getName) implements Type {}
}

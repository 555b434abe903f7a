package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * What one execution of a statement gets from a {@link ScriptedConnectionFactory}: rows, then an update count, then an
 * end. Immutable: each method returns another answer.
 *
 * <pre>{@code
 * Answer.columns("id", "name").row(1, "one").row(2, "two");
 * Answer.numbers(3).thenFails(reset).after(Duration.ofMillis(200));
 * }</pre>
 */
public final class Answer {

    private static final String ONLY_COLUMN = "value";
    private static final Answer NOTHING = new Answer(List.of(), List.of(), null, new Ending.Completes(), Duration.ZERO);

    private final List<String> columns;
    private final List<List<@Nullable Object>> rows;
    private final @Nullable Long updated; // null: the statement counts nothing
    private final Ending ending;
    private final Duration delay;

    private Answer(List<String> columns, List<List<@Nullable Object>> rows, @Nullable Long updated, Ending ending,
            Duration delay) {
        this.columns = columns;
        this.rows = rows;
        this.updated = updated;
        this.ending = ending;
        this.delay = delay;
    }

    /** No rows yet, of these columns. */
    public static Answer columns(String... names) {
        return new Answer(List.of(names), List.of(), null, new Ending.Completes(), Duration.ZERO);
    }

    /** One row of one column, which is called {@code value}. */
    public static Answer value(Object value) {
        return columns(ONLY_COLUMN).row(requireNonNull(value, "value"));
    }

    /** As many rows, 1 and up, of one column, which is called {@code value}. */
    public static Answer numbers(int count) {
        List<List<@Nullable Object>> rows = IntStream.rangeClosed(1, count)
                .mapToObj(number -> Collections.<@Nullable Object>singletonList(number))
                .toList();
        return new Answer(List.of(ONLY_COLUMN), rows, null, new Ending.Completes(), Duration.ZERO);
    }

    /** No rows, and this many changed. */
    public static Answer updated(long count) {
        return NOTHING.counting(count);
    }

    public static Answer fails(Throwable failure) {
        return NOTHING.thenFails(failure);
    }

    /** The connection is lost, and the statement and all later ones on it fail. */
    public static Answer dies(Throwable failure) {
        return NOTHING.thenDies(failure);
    }

    /** Nothing, ever. */
    public static Answer hangs() {
        return NOTHING.thenHangs();
    }

    /**
     * One more row.
     *
     * @throws IllegalArgumentException if there are not as many values as columns
     */
    public Answer row(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException("row must have " + columns.size() + " values, had " + values.length);
        }
        List<List<@Nullable Object>> more = new ArrayList<>(rows);
        more.add(Collections.unmodifiableList(new ArrayList<>(Arrays.asList(values))));
        return new Answer(columns, List.copyOf(more), updated, ending, delay);
    }

    /** With an update count after the rows. */
    public Answer counting(long count) {
        return new Answer(columns, rows, count, ending, delay);
    }

    /** After the rows and the count, the statement fails. */
    public Answer thenFails(Throwable failure) {
        return ending(new Ending.Fails(requireNonNull(failure, "failure")));
    }

    /** After the rows and the count, the connection is lost. */
    public Answer thenDies(Throwable failure) {
        return ending(new Ending.Dies(requireNonNull(failure, "failure")));
    }

    /** After the rows and the count, nothing more comes, not even the end. */
    public Answer thenHangs() {
        return ending(new Ending.Hangs());
    }

    /** The same, this much later. The statement runs meanwhile. */
    public Answer after(Duration delay) {
        return new Answer(columns, rows, updated, ending, requireNonNull(delay, "delay"));
    }

    List<String> columnNames() {
        return columns;
    }

    List<List<@Nullable Object>> rows() {
        return rows;
    }

    @Nullable
    Long updated() {
        return updated;
    }

    Ending ending() {
        return ending;
    }

    Duration delay() {
        return delay;
    }

    /** Whether the server is not heard at all. */
    boolean isSilent() {
        return rows.isEmpty() && updated == null && !ending.isHeard();
    }

    private Answer ending(Ending other) {
        return new Answer(columns, rows, updated, other, delay);
    }
}

package io.github.headgate.benchmarks.throughput;

import io.github.headgate.benchmarks.peers.Work;
import java.util.List;
import java.util.Locale;

/**
 * What is asked, and by how many callers at once. An id looks like {@code row-64}.
 *
 * @param inFlight how many callers there are
 */
record Point(Work work, int inFlight) {

    private static final List<Point> ROW = List.of(
            new Point(Work.ROW, 1), new Point(Work.ROW, 16), new Point(Work.ROW, 64), new Point(Work.ROW, 256));

    /** The points of one row by its key. */
    static List<Point> ofOneRow() {
        return ROW;
    }

    /**
     * @throws IllegalArgumentException if it is not a work and a number of callers, with a hyphen between
     */
    static Point parse(String id) {
        try {
            int hyphen = id.lastIndexOf('-');
            int callers = Integer.parseInt(id.substring(hyphen + 1));
            if (callers < 1) {
                throw new IllegalArgumentException("there must be a caller");
            }
            return new Point(Work.valueOf(id.substring(0, hyphen).toUpperCase(Locale.ROOT)), callers);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "a workload must be row, rows, insert, transaction or endpoint, a hyphen, and how"
                            + " many are in flight, as in row-64; was '" + id + "'",
                    e);
        }
    }

    String id() {
        return work.name().toLowerCase(Locale.ROOT) + "-" + inFlight;
    }

    String label() {
        return name() + ", " + inFlight + " in flight";
    }

    private String name() {
        return switch (work) {
            case ROW -> "one row by its key";
            case ROWS -> "1 000 rows";
            case INSERT -> "insert, in a transaction of its own";
            case TRANSACTION -> "transaction of three statements";
            case ENDPOINT -> "one row by its key, over HTTP (WebFlux, wrk)";
        };
    }
}

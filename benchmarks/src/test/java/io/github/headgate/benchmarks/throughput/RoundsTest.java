package io.github.headgate.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.headgate.benchmarks.peers.Sample;
import io.github.headgate.benchmarks.peers.Work;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Sample GOOD = new Sample(100, null, null, null, null, null, 0, null);
    private static final Sample BAD = new Sample(100, null, null, null, null, null, 3, "connection reset");
    private static final List<Point> POINTS = List.of(new Point(Work.ROW, 1), new Point(Work.INSERT, 4));

    private final List<String> notes = new ArrayList<>();

    /** Each is asked seven times: once to start, and at each of two points once to warm up and for two rounds. */
    private List<Measured> measured(Scripted... measurers) {
        Plan plan = new Plan(List.of(), List.of(), POINTS, false, 2, SHORT, SHORT, SHORT);
        Progress progress = new Progress(new PrintStream(OutputStream.nullOutputStream()), plan.duration());
        return new Rounds(plan, progress, new ArrayList<>(List.of(measurers)), () -> {}, notes::add).measured(POINTS);
    }

    @Test
    void goOnWithoutOneThatFailsAndSayWhichItWas() {
        Scripted good = new Scripted("Good", 100, GOOD);
        Scripted failing = new Scripted("Failing", 3, null);

        List<Measured> measured = measured(good, failing);

        assertThat(measured).extracting(Measured::label, Measured::point)
                .containsExactly(tuple("Good", "row-1"), tuple("Good", "insert-4"));
        assertThat(measured).allSatisfy(one -> assertThat(one.samples()).hasSize(2));
        assertThat(notes).singleElement()
                .asString()
                .contains("Failing has failed at one row by its key, 1 in flight", "no answer");
        assertThat(failing.closed).isTrue();
        assertThat(good.closed).isFalse();
    }

    @Test
    void keepWhatOneDidBeforeThePointAtWhichItFailed() {
        List<Measured> measured = measured(new Scripted("Good", 100, GOOD), new Scripted("Failing", 5, BAD));

        assertThat(measured).extracting(Measured::label, Measured::point)
                .containsExactly(tuple("Good", "row-1"), tuple("Failing", "row-1"), tuple("Good", "insert-4"));
        assertThat(notes).singleElement().asString().contains("Failing", "3 operations", "connection reset");
    }

    @Test
    void haveNothingWhereAllFail() {
        assertThat(measured(new Scripted("One", 0, null), new Scripted("Other", 0, null))).isEmpty();
        assertThat(notes).hasSize(2);
    }

    /** One that does well for some times, and then has {@code end}, or fails if there is none. */
    private static final class Scripted implements Measurer {

        private final String label;
        private final Sample end;
        private int left;
        private boolean closed;

        Scripted(String label, int times, Sample end) {
            this.label = label;
            this.left = times;
            this.end = end;
        }

        @Override
        public String id() {
            return label;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public boolean canDo(Work work) {
            return true;
        }

        @Override
        public Sample measured(Point point, Duration time) {
            if (left-- > 0) {
                return GOOD;
            }
            if (end == null) {
                throw new IllegalStateException("no answer");
            }
            return end;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

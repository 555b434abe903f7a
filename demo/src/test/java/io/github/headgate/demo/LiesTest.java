package io.github.headgate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.demo.Client.Answer;
import io.github.headgate.demo.HealthWatch.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiesTest {

    private static Call succeeded(long endMillis) {
        return new Call(0, nanos(endMillis), Optional.empty());
    }

    private static Call failed(long endMillis) {
        return new Call(0, nanos(endMillis), Optional.of(new IllegalStateException("failed")));
    }

    private static int lies(Answer answer, long atMillis, Call... calls) {
        return Lies.count(List.of(new Reading(0, nanos(atMillis), answer)), List.of(calls));
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    @Test
    void areUpBetweenTwoQueriesThatFailed() {
        assertThat(lies(Answer.UP, 50, failed(0), failed(100))).isEqualTo(1);
        assertThat(lies(Answer.DOWN, 50, failed(0), failed(100))).isZero();
    }

    @Test
    void areDownBetweenTwoQueriesThatSucceeded() {
        assertThat(lies(Answer.DOWN, 50, succeeded(0), succeeded(100))).isEqualTo(1);
        assertThat(lies(Answer.UP, 50, succeeded(0), succeeded(100))).isZero();
    }

    @Test
    void areNotToldAtTheMomentAtWhichAnOutageBeginsOrEnds() {
        assertThat(lies(Answer.UP, 50, succeeded(0), failed(100))).isZero();
        assertThat(lies(Answer.DOWN, 50, failed(0), succeeded(100))).isZero();
    }

    @Test
    void areNotToldWhereNoQueryEndedNearby() {
        assertThat(lies(Answer.UP, 50)).isZero();
        assertThat(lies(Answer.UP, 1_500, failed(0), failed(1_600))).isZero();
    }

    @Test
    void areNotToldByOneWhoSaysThatItIsOpening() {
        assertThat(lies(Answer.OPENING, 50, failed(0), failed(100))).isZero();
        assertThat(lies(Answer.OPENING, 50, succeeded(0), succeeded(100))).isZero();
    }
}

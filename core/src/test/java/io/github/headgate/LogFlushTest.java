package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class LogFlushTest {

    private final List<Sinks.Empty<Void>> flushes = new ArrayList<>();
    private final LogFlush log = new LogFlush(Mono.defer(this::begun));
    private final List<String> told = new ArrayList<>();

    private Mono<Void> begun() {
        Sinks.Empty<Void> flush = Sinks.empty();
        flushes.add(flush);
        return flush.asMono();
    }

    private void ask(String caller) {
        log.flushed().subscribe(nothing -> {}, failure -> told.add(caller + " failed"), () -> told.add(caller));
    }

    @Test
    void isSharedByThoseWhoComeWhileAnotherIsUnderWay() {
        ask("a");
        ask("b");
        ask("c");
        assertThat(flushes).hasSize(1);

        flushes.get(0).tryEmitEmpty();
        assertThat(told).containsExactly("a");
        ask("d");
        assertThat(flushes).hasSize(2);

        flushes.get(1).tryEmitEmpty();
        assertThat(told).containsExactly("a", "b", "c");
        flushes.get(2).tryEmitEmpty();
        assertThat(told).containsExactly("a", "b", "c", "d");

        ask("e");
        assertThat(flushes).hasSize(4);
    }

    @Test
    void thatFailsFailsThoseWhoSharedItAndNotTheNext() {
        ask("a");
        ask("b");

        flushes.get(0).tryEmitError(new IllegalStateException("gone"));
        flushes.get(1).tryEmitEmpty();

        assertThat(told).containsExactly("a failed", "b");
    }
}

package io.github.headgate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class ReportTest {

    private static final Promise KEPT = new Promise("it succeeds", true, "1 of 1 succeeded");
    private static final Promise BROKEN = new Promise("it is quick", false, "it was not");

    private static Report report(Ansi ansi) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return new Report(new Screen(nowhere, ansi));
    }

    private static Performance performance() {
        Score good = new Score(1, 0, Duration.ofMillis(34), 12, OptionalInt.of(0));
        Score bad = new Score(0, 1, Duration.ofMillis(4_020), 3_456, OptionalInt.empty());
        Map<Contender, Outcome> outcomes = new EnumMap<>(Contender.class);
        outcomes.put(Contender.HEADGATE, new Outcome(good, List.of(KEPT)));
        outcomes.put(Contender.PLAIN, new Outcome(bad, List.of()));
        return new Performance(1, new ColdStart(), outcomes, Duration.ofSeconds(4));
    }

    @Test
    void hasALineForEachClientInTheRowOfACase() {
        String table = report(Ansi.OFF).table(List.of(performance()));

        assertThat(table.lines().skip(2)).containsExactly(
                " 1 Cold start | one query; its server   | Headgate |         1 |      0 |   34 ms |       12 |    0 ",
                "              | comes up 2.5 s later    | plain    |         0 |      1 |   4.0 s |     3456 |    - ");
    }

    @Test
    void tellsWhichPromiseIsBroken() {
        String promises = report(Ansi.OFF).promises(List.of(KEPT, BROKEN));

        assertThat(promises.lines().map(line -> line.strip().replaceAll(" +", " "))).containsExactly(
                "kept it succeeds 1 of 1 succeeded",
                "BROKEN it is quick it was not");
    }

    @Test
    void isInColourOnlyWhereItIsAskedFor() {
        assertThat(report(Ansi.ON).promises(List.of(BROKEN))).contains("\u001b[");
        assertThat(report(Ansi.OFF).promises(List.of(BROKEN))).doesNotContain("\u001b[");
    }
}

package io.github.headgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.CommitOutcome;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * All faults that one server can meet, at random, for as long as {@code headgate.soak} says. The time is spent in rounds:
 * after each, everything is held against what is there. {@code ./mvnw -q -Psoak} runs it for two hours.
 */
@WithPostgres
class SoakIT {

    private static final Duration WHOLE = Duration.parse(System.getProperty("headgate.soak", "PT10S"));
    private static final Duration ROUND = Duration.ofMinutes(2);
    private static final Duration CALM = Duration.ofMillis(600);

    @Test
    void keepsEveryPromise(PostgresServer server) throws IOException {
        Toll toll = new Toll(WHOLE);
        List<String> violations = new ArrayList<>();
        while (toll.left().compareTo(Duration.ZERO) > 0 && violations.size() < 10) {
            violations.addAll(round(server, toll));
            System.out.println(toll);
        }

        System.out.println(toll.page());
        String page = System.getProperty("headgate.soak.page", "");
        if (!page.isEmpty()) {
            Files.writeString(Path.of(page), toll.page());
        }
        assertThat(violations).as(toll.toString()).isEmpty();
    }

    private static void strike(Hazard hazard, Scenario scenario, PostgresServer server, Random random) {
        Runnable strike = () -> hazard.strike(scenario, server, random);
        if (hazard.isOutage()) {
            scenario.outage(hazard.name(), strike);
        } else {
            scenario.fault(hazard.name(), strike);
        }
    }

    private static List<String> round(PostgresServer server, Toll toll) {
        long end = System.nanoTime() + Math.min(ROUND.toNanos(), toll.left().toNanos());
        try (Scenario scenario = Scenario.on(server)
                .options(settings -> settings.commitOutcome(CommitOutcome.RESOLVE))
                .start()) {
            Random random = scenario.random();
            scenario.pause(CALM);
            int outages = 0;
            while (System.nanoTime() < end) {
                Hazard hazard = Hazard.drawn(random);
                outages += hazard.isOutage() || hazard.keepsLoginsWaiting() ? 1 : 0;
                strike(hazard, scenario, server, random);
                if (hazard.isOutage()) {
                    scenario.pauseUntilRecovered();
                }
                scenario.pause(Duration.ofMillis(random.nextInt(500)));
            }
            scenario.pause(CALM.multipliedBy(5));
            Findings findings = scenario.finished(0, outages);
            List<String> violations = findings.violations();
            toll.add(findings, violations);
            violations.forEach(System.out::println);
            return violations;
        }
    }
}

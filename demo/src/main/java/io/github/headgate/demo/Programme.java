package io.github.headgate.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** An evening of cases: it announces each, plays it, shows what was promised and seen, and sums up. */
final class Programme {

    private final Screen screen;
    private final Collection<Contender> contenders;
    private final Report report;

    Programme(Screen screen, Collection<Contender> contenders) {
        this.screen = screen;
        this.contenders = contenders;
        this.report = new Report(screen);
    }

    /**
     * Plays cases.
     *
     * @return whether Headgate kept every promise
     */
    boolean play(Collection<Integer> numbers) throws InterruptedException {
        long begun = System.nanoTime();
        screen.line("bold", "Headgate and a plain r2dbc-pool client lose a database in " + numbers.size()
                + (numbers.size() == 1 ? " way" : " ways"));
        List<Performance> performances = new ArrayList<>();
        try (Theatre theatre = new Theatre(contenders)) {
            for (int number : numbers) {
                performances.add(shown(theatre, number));
            }
        }
        screen.line("");
        screen.line(report.table(performances));
        screen.line(Report.LEGEND);
        return summedUp(performances, Duration.ofNanos(System.nanoTime() - begun));
    }

    private Performance shown(Theatre theatre, int number) throws InterruptedException {
        Case announced = Cases.numbered(number);
        screen.line("");
        screen.line("bold", "%d of %d  %s".formatted(number, Cases.count(), announced.title()));
        screen.line("        " + announced.script());
        Performance performance = theatre.play(number, screen::tick);
        screen.line(report.promises(performance.promises()));
        screen.line("        played in " + Facts.time(performance.took()));
        return performance;
    }

    private boolean summedUp(List<Performance> performances, Duration took) {
        long kept = performances.stream().filter(Performance::allKept).count();
        String cases = "in " + kept + " of " + performances.size() + " cases (" + Facts.time(took) + ")";
        screen.line("");
        if (kept == performances.size()) {
            screen.line("bold,green", "Headgate kept its promises " + cases);
            return true;
        }
        performances.stream().filter(performance -> !performance.allKept()).forEach(this::complain);
        screen.line("bold,red", "Headgate kept its promises " + cases + ", and broke others");
        return false;
    }

    private void complain(Performance performance) {
        List<Promise> broken = performance.promises().stream().filter(promise -> !promise.kept()).toList();
        screen.line("Broken in case " + performance.number() + ", " + performance.played().title() + ":");
        screen.line(report.promises(broken));
    }
}

package io.github.headgate.benchmarks.profile;

import io.github.headgate.benchmarks.report.MarkdownTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the page tells of the clients that were looked at. */
final class ProfilePage {

    private static final int METHODS = 25;

    private final List<Look> looks;

    ProfilePage(List<Look> looks) {
        this.looks = looks;
    }

    String body(Duration warmUp, Duration recorded) {
        return """
                Processor time of the client for one row by its key, 64 in flight, a pool of 10: where its threads were at each
                millisecond of it, by async-profiler for %d s, after %d s of warm-up.

                %s
                What the compiler has inlined counts for itself. The page is to be believed where the compilers have little to
                do; else the JVM was not warm yet.

                Self time, by what the thread was in:

                %s

                By whose work it is: what a part calls of Reactor, the JDK and the JVM counts for that part. An operator of
                Reactor's counts for whose method called it, who need not be the one that put it there.

                %s

                The %d methods with the most self time, the kernel's and the JVM's left out:

                %s
                """.formatted(recorded.toSeconds(), warmUp.toSeconds(), event(), parts(Stack::self),
                parts(Stack::employer), METHODS,
                looks.stream().map(ProfilePage::methods).collect(Collectors.joining("\n\n")));
    }

    private String event() {
        return looks.stream().allMatch(Look::hasKernel)
                ? "The event is `cpu` of perf_events, which see the kernel."
                : "The event is `cpu` by a timer, coarser and blind to the kernel, whose time counts for what called it.";
    }

    private String parts(Function<Stack, Part> part) {
        List<Map<Part, Double>> columns = looks.stream().map(look -> look.by(part)).toList();
        MarkdownTable table = MarkdownTable.of(1, row("part", looks.stream().map(look -> look.contender().label())));
        Arrays.stream(Part.values())
                .filter(each -> columns.stream().anyMatch(column -> column.containsKey(each)))
                .forEach(each -> table.add(row(each.label(), columns.stream()
                        .map(column -> micros(column.getOrDefault(each, 0.0))))));
        table.add(row("all", looks.stream().map(look -> micros(look.sample().processor()))));
        return table.toString();
    }

    private static List<String> row(String label, Stream<String> figures) {
        return Stream.concat(Stream.of(label), figures).toList();
    }

    private static String methods(Look look) {
        MarkdownTable table = MarkdownTable.of(1, List.of(look.contender().label(), "self time for one operation"));
        look.methods()
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(METHODS)
                .forEach(method -> table.add("`" + method.getKey() + "`", micros(method.getValue())));
        return table.toString();
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, "%.2f µs", micros);
    }
}

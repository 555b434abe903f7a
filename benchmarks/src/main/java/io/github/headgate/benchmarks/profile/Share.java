package io.github.headgate.benchmarks.profile;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The share of one method in the time of a process, what it calls not included.
 *
 * @param percent of the whole
 */
record Share(double percent, Part part, String method) {

    private static final Pattern LINE = Pattern.compile("^\\s*([0-9.]+)%\\s+\\[(.)]\\s+(.*?)\\s*(?:-\\s+-\\s*)?$");
    private static final Pattern NAME = Pattern.compile("([\\w.$/]+)\\(");

    /** Reads what {@code perf report --sort symbol} prints. */
    static List<Share> read(String printed) {
        return printed.lines().map(Share::line).flatMap(Optional::stream).toList();
    }

    private static Optional<Share> line(String line) {
        Matcher found = LINE.matcher(line);
        if (!found.matches()) {
            return Optional.empty();
        }
        double percent = Double.parseDouble(found.group(1));
        return Optional.of(found.group(2).equals("k")
                ? new Share(percent, Part.KERNEL, found.group(3))
                : new Share(percent, Part.of(name(found.group(3))), name(found.group(3))));
    }

    /** A Java method stands there with what it returns and takes. */
    private static String name(String symbol) {
        Matcher name = NAME.matcher(symbol);
        return name.find() ? name.group(1).replaceFirst("/0x[0-9a-f]+", "") : symbol;
    }
}

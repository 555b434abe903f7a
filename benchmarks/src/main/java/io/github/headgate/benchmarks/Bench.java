package io.github.headgate.benchmarks;

import io.github.headgate.benchmarks.profile.Profile;
import io.github.headgate.benchmarks.report.Form;
import io.github.headgate.benchmarks.throughput.SideBySide;
import io.github.headgate.benchmarks.trouble.Trouble;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line, which the profile {@code bench} fills in from properties. */
@Command(name = "bench", sortOptions = false, description = "Measures, and writes a page of what came out.")
public final class Bench implements Callable<Integer> {

    /** Those that have a name of their own. */
    static final String TABLES = "throughput, endpoint, settings, trouble, profile, parts";

    private static final String ALL = "all";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli, as the parameters
    private CommandSpec command;

    @Parameters(index = "0", description = TABLES + ", or one of the parts.")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--results", required = true, description = "Where the pages go.")
    @SuppressWarnings("NullAway.Init")
    private Path results;

    @Option(names = "--scratch", required = true, description = "Where logs go, and the pages of the quick form.")
    @SuppressWarnings("NullAway.Init")
    private Path scratch;

    @Option(names = "--form", description = "quick (under five minutes), or full.")
    private Form form = Form.QUICK;

    @Option(names = "--peers", split = ",", description = "Only these clients, or all.")
    private List<String> peers = List.of(ALL);

    @Option(names = "--workloads", split = ",", description = "Only these, such as row-64,insert-64; or all.")
    private List<String> workloads = List.of(ALL);

    /** Runs it, and ends the JVM: a client may have left threads. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws Exception {
        boolean isWhole = form == Form.FULL && given(peers).isEmpty() && given(workloads).isEmpty();
        Path pages = isWhole ? results : scratch.resolve("results"); // a part must not take the place of the whole
        System.out.println("Written: " + chosen().write(pages, scratch));
        return 0;
    }

    /** What is asked for, before anything is measured: what is wrong then is the command line. */
    private Writer chosen() {
        try {
            refuseUnused("peers", given(peers), List.of("throughput", "endpoint", "trouble"));
            refuseUnused("workloads", given(workloads), List.of("throughput", "settings"));
            return switch (name) {
                case "throughput" -> SideBySide.ofPeers(form, given(peers), given(workloads))::write;
                case "endpoint" -> SideBySide.ofEndpoint(form, given(peers))::write;
                case "settings" -> SideBySide.ofSettings(form, given(workloads))::write;
                case "trouble" -> Trouble.of(form, given(peers))::write;
                case "profile" -> (pages, logs) -> Profile.write(results, logs);
                case "parts" -> of(Parts.all(form));
                default -> of(Parts.one(name, form));
            };
        } catch (IllegalArgumentException refused) {
            throw new ParameterException(command.commandLine(), refused.getMessage(), refused);
        }
    }

    private static Writer of(Parts parts) {
        return (pages, logs) -> parts.write(pages);
    }

    private void refuseUnused(String option, List<String> values, List<String> tables) {
        if (!values.isEmpty() && !tables.contains(name)) {
            throw new IllegalArgumentException(
                    "--%s (-Dbench.%1$s) is for %s, and not for %s".formatted(option, String.join(", ", tables), name));
        }
    }

    /** Measures, and writes a page. */
    @FunctionalInterface
    private interface Writer {

        Path write(Path pages, Path scratch) throws Exception;
    }

    /** Empty where all are meant. */
    private static List<String> given(List<String> names) {
        return names.equals(List.of(ALL)) ? List.of() : names;
    }
}

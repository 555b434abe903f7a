package io.github.headgate.demo;

import java.io.PrintStream;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(name = "demo", sortOptions = false, description = Demo.DESCRIPTION, footer = Demo.EXIT_STATUS)
public final class Demo implements Callable<Integer> {

    static final String DESCRIPTION = "Plays eight ways to lose a database on Headgate and on a plain"
            + " r2dbc-pool client, side by side.";
    static final String EXIT_STATUS = "%nEnds with 0 if Headgate kept every promise, 1 if it broke one,"
            + " 2 if it was not understood.";

    private static final int KEPT = 0;
    private static final int BROKEN = 1;

    private final PrintStream out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(names = "--case", split = ",", paramLabel = "N", description = "Only these cases, as in --case 1,5.")
    private List<Integer> numbers = IntStream.rangeClosed(1, Cases.count()).boxed().toList();

    @Option(names = "--no-peer", description = "Headgate alone.")
    private boolean alone;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tells what there is.")
    @SuppressWarnings("UnusedVariable") // picocli answers it
    private boolean help;

    @Option(names = "--color", paramLabel = "WHEN", description = "auto (on a terminal), always or never.")
    private Colour colour = Colour.AUTO;

    /** When to write in colour. */
    enum Colour {

        AUTO(Ansi.AUTO), ALWAYS(Ansi.ON), NEVER(Ansi.OFF);

        private final Ansi ansi;

        Colour(Ansi ansi) {
            this.ansi = ansi;
        }
    }

    Demo(PrintStream out) {
        this.out = out;
    }

    /** Runs the demo. The JVM is ended only to tell of a failure: else it may have more to do, as it is Maven's. */
    public static void main(String[] arguments) {
        int status = run(System.out, arguments);
        if (status != KEPT) {
            System.exit(status);
        }
    }

    /** Runs the demo and returns its exit status. */
    static int run(PrintStream out, String... arguments) {
        return new CommandLine(new Demo(out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        Programme programme = new Programme(new Screen(out, colour.ansi), contenders());
        return programme.play(selected()) ? KEPT : BROKEN;
    }

    private Collection<Contender> contenders() {
        return alone ? EnumSet.of(Contender.HEADGATE) : EnumSet.allOf(Contender.class);
    }

    private Collection<Integer> selected() {
        for (int number : numbers) {
            if (number < 1 || number > Cases.count()) {
                throw new ParameterException(command.commandLine(),
                        "--case must be between 1 and " + Cases.count() + ", was " + number);
            }
        }
        return new TreeSet<>(numbers);
    }
}

package io.github.headgate.demo.page;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the page. */
@Command(name = "page", sortOptions = false, description = Page.DESCRIPTION)
public final class Page implements Callable<Integer> {

    static final String DESCRIPTION = "Serves a page on which you break a Postgres under load, and watch what Headgate"
            + " and a plain r2dbc-pool client make of it.";

    private static final int HIGHEST_PORT = 65_535;
    private static final int SERVING = 0;
    private static final int FAILED = 1;

    private final PrintStream out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "Where to serve it, on this machine only: ${DEFAULT-VALUE}, or 0 for any port that is free.")
    private int port;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tells what there is.")
    @SuppressWarnings("UnusedVariable") // picocli answers it
    private boolean help;

    Page(PrintStream out) {
        this.out = out;
    }

    /** Serves the page until the JVM is ended, by Ctrl-C for one. */
    public static void main(String[] arguments) {
        int status = new CommandLine(new Page(System.out)).execute(arguments);
        if (status != SERVING) {
            System.exit(status);
        }
    }

    @Override
    public Integer call() {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new ParameterException(command.commandLine(), "--port must be between 0 and 65535, was " + port);
        }
        out.println("Starting Postgres, and a load on it ...");
        try {
            out.println("Open http://127.0.0.1:" + port(served(port)) + " in a browser. Ctrl-C stops everything.");
            return SERVING;
        } catch (PortInUseException e) {
            out.println("Port " + port + " is taken. --port names another one, and --port 0 takes any that is free.");
            return FAILED;
        }
    }

    /** The running application. */
    static ConfigurableApplicationContext served(int port, String... properties) {
        SpringApplication application = new SpringApplication(PageApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(Map.of("server.port", port));
        return application.run(properties);
    }

    /** Where it listens. */
    static int port(ConfigurableApplicationContext application) {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}

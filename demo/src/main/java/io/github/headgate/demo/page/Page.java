package io.github.headgate.demo.page;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the page. */
@Command(name = "page", sortOptions = false, description = Page.DESCRIPTION, footer = Page.IN_MAVEN)
public final class Page implements Callable<Integer> {

    static final String DESCRIPTION = "Serves a page on which you break a Postgres under load, and watch what Headgate"
            + " and a plain r2dbc-pool client make of it.";

    static final String PORT = "Where to serve it, on this machine only. ${DEFAULT-VALUE} by default; 0 is any that is free.";
    static final String IN_MAVEN = "%nFor Maven: ./mvnw -q -Ppage -Dpage.args=\"--port 9090\"";

    private static final int HIGHEST_PORT = 65_535;
    private static final int SERVING = 0;

    private final PrintStream out;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = PORT)
    private int port;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Tells what there is.")
    @SuppressWarnings("UnusedVariable") // picocli answers it
    private boolean help;

    Page(PrintStream out) {
        this.out = out;
    }

    /** Serves the page until the JVM is ended, by Ctrl-C for one. */
    public static void main(String[] arguments) {
        int status = run(System.out, arguments);
        if (status != SERVING) {
            System.exit(status);
        }
    }

    /** Returns when it is served, or with another status than 0 if it is not. */
    static int run(PrintStream out, String... arguments) {
        return new CommandLine(new Page(out))
                .setErr(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    @Override
    public Integer call() {
        if (port < 0 || port > HIGHEST_PORT) {
            throw refused("--port must be between 0 and 65535, was " + port);
        }
        requireFree();
        out.println("Starting Postgres, and a load on it ...");
        out.println("Open http://127.0.0.1:" + port(served(port)) + " in a browser. Ctrl-C stops everything.");
        return SERVING;
    }

    /** Asked first, since it is known at once, and Postgres takes a while. */
    private void requireFree() {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            free.getLocalPort();
        } catch (IOException e) {
            throw refused("port " + port + " cannot be had (" + e.getMessage()
                    + "); take another with --port, or any that is free with --port 0");
        }
    }

    private ParameterException refused(String why) {
        return new ParameterException(command.commandLine(), why);
    }

    /** The running application. No setting from around it can open it to other machines. */
    static ConfigurableApplicationContext served(int port, String... properties) {
        SpringApplication application = new SpringApplication(PageApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        String[] own = {"--spring.config.name=page", "--server.address=127.0.0.1", "--server.port=" + port};
        return application.run(Stream.of(properties, own).flatMap(Stream::of).toArray(String[]::new));
    }

    /** Where it listens. */
    static int port(ConfigurableApplicationContext application) {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}

package io.github.headgate.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A contender in a JVM of its own, which does nothing until it is asked. */
public final class PeerProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OLD_SCRAM = Pattern.compile("com.ongres.scram.(client|common).2");

    private final Contender contender;
    private final Process process;
    private final Path log;
    private final BufferedReader answers;
    private final Writer commands;

    private PeerProcess(Contender contender, Process process, Path log) {
        this.contender = contender;
        this.process = process;
        this.log = log;
        this.answers = process.inputReader(UTF_8);
        this.commands = process.outputWriter(UTF_8);
    }

    /** Whether this machine has a JDK for it. */
    public static boolean canRun(Contender contender) {
        return java(contender).isPresent();
    }

    /**
     * @param logs the directory for what it prints
     * @param options more of them for its JVM
     */
    public static PeerProcess start(Contender contender, Target target, Path logs, String... options) {
        try {
            Path log = Files.createDirectories(logs).resolve(contender.id() + ".log");
            ProcessBuilder builder = new ProcessBuilder(command(contender, options))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(target.environment());
            return new PeerProcess(contender, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("no process for " + contender.label(), e);
        }
    }

    private static List<String> command(Contender contender, String... options) {
        Stream<String> java = Stream.of(java(contender).orElseThrow().toString(), "-Xms1g", "-Xmx1g");
        Stream<String> main = Stream.of("-cp", classPath(contender), Child.class.getName(), contender.id());
        return Stream.of(java, Stream.of(options), main).flatMap(Function.identity()).toList();
    }

    /** jasync's SCRAM library has classes of the same names as the newer one of the others. */
    private static String classPath(Contender contender) {
        Predicate<String> first = contender == Peer.JASYNC ? OLD_SCRAM.asPredicate() : entry -> false;
        List<String> entries = List.of(System.getProperty("java.class.path").split(File.pathSeparator));
        return Stream.concat(entries.stream().filter(first), entries.stream().filter(first.negate()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What a reader has to know of its JDK, if it is not the one that runs this. */
    public static Optional<String> noteOfJdk(Contender contender) {
        return canRun(contender)
                ? java(contender)
                        .filter(java -> !java.equals(Jdk.current()))
                        .map(other -> contender.label() + ": on " + Jdk.name(other) + ".")
                : Optional.of(contender.label() + " is left out, since no JDK 21 was found.");
    }

    private static Optional<Path> java(Contender contender) {
        return contender.needsVirtualThreads() ? Jdk.withVirtualThreads() : Optional.of(Jdk.current());
    }

    public Contender contender() {
        return contender;
    }

    /**
     * @throws IllegalStateException if it ends, or does not answer within {@code limit}; the message names its log
     */
    public <T> T ask(Command command, Class<T> answer, Duration limit) {
        try {
            commands.write(JSON.writeValueAsString(command) + "\n");
            commands.flush();
            String line = CompletableFuture.supplyAsync(this::line).get(limit.toMillis(), MILLISECONDS);
            if (line == null) {
                throw failed(command, "has ended", null);
            }
            return JSON.readValue(line, answer);
        } catch (IOException | ExecutionException e) {
            throw failed(command, "could not be asked", e);
        } catch (TimeoutException e) {
            throw failed(command, "did not answer within " + limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(command, "was interrupted", e);
        }
    }

    private String line() {
        try {
            return answers.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IllegalStateException failed(Command command, String how, Throwable cause) {
        return new IllegalStateException(
                contender.label() + " " + how + " at " + command.kind() + "; it has printed to " + log, cause);
    }

    /** Ends it, by force if it does not end within some seconds. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(5, SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}

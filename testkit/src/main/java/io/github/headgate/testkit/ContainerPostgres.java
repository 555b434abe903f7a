package io.github.headgate.testkit;

import java.util.stream.Stream;
import java.io.UncheckedIOException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container. Postgres is the container's first process, so the container runs as long as the server does,
 * and is started again rather than made again. Its port on the host is fixed, since a free one that Docker chooses
 * changes with each start.
 */
final class ContainerPostgres implements Backend {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int PORT = 5432;
    private static final String CONFIGURATION = "/etc/headgate.conf";
    private static final String SERVER = "exec postgres -c config_file=" + CONFIGURATION;
    private static final String STANDBY = """
            if [ ! -s "$PGDATA/PG_VERSION" ]; then
              chmod 700 "$PGDATA"
              pg_basebackup -h %s -U %s -D "$PGDATA" -R --checkpoint=fast || exit
            fi
            """ + SERVER;

    private final PostgresSettings settings;
    private final GenericContainer<?> container;
    private List<Integer> frozen = List.of();
    private final DockerClient docker = DockerClientFactory.lazyClient();

    private ContainerPostgres(PostgresSettings settings, GenericContainer<?> container) {
        this.settings = settings;
        this.container = container;
    }

    static ContainerPostgres create(PostgresSettings settings) {
        GenericContainer<?> container = container(settings)
                .withCommand("postgres", "-c", "config_file=" + CONFIGURATION)
                .withEnv("POSTGRES_USER", Installation.USER)
                .withEnv("POSTGRES_PASSWORD", settings.password());
        return new ContainerPostgres(settings, container);
    }

    @Override
    public PostgresKind kind() {
        return PostgresKind.DOCKER;
    }

    // a container is published for IPv4 at least, and a client may try ::1 first for a name
    @Override
    public String host() {
        String host = DockerClientFactory.instance().dockerHostIpAddress();
        return host.equals("localhost") ? "127.0.0.1" : host;
    }

    @Override
    public void start() {
        if (container.getContainerId() == null) {
            ContainerReaper.guardThisJvm();
            container.start();
        } else {
            docker.startContainerCmd(container.getContainerId()).exec();
        }
    }

    @Override
    public boolean isRunning() {
        return container.getContainerId() != null && Boolean.TRUE.equals(state().getRunning());
    }

    @Override
    public void stop(Shutdown how) {
        signal(how.signal());
        awaitEnd();
    }

    @Override
    public void kill() {
        signal("KILL");
        awaitEnd();
    }

    @Override
    public void freeze(Freeze what) {
        switch (what) {
            case ALL -> docker.pauseContainerCmd(container.getContainerId()).exec();
            case POSTMASTER -> signal("STOP");
            case SESSIONS -> throw new IllegalArgumentException("which sessions?");
        }
    }

    @Override
    public void freeze(List<Integer> sessions) {
        frozen = sessions;
        signal("STOP", sessions);
    }

    @Override
    public void thaw() {
        if (Boolean.TRUE.equals(state().getPaused())) {
            docker.unpauseContainerCmd(container.getContainerId()).exec();
        }
        signal("CONT");
        signal("CONT", frozen);
        frozen = List.of();
    }

    @Override
    public String log() {
        return container.getContainerId() == null ? "no container" : container.getLogs();
    }

    @Override
    public Backend standby(PostgresSettings standby) {
        allowReplication();
        String script = STANDBY.formatted(name(settings), Installation.USER);
        GenericContainer<?> copy = container(standby)
                .withEnv("PGPASSWORD", settings.password())
                .withCreateContainerCmdModifier(command -> command
                        .withUser("postgres")
                        .withEntrypoint("sh", "-c", script));
        return new ContainerPostgres(standby, copy);
    }

    @Override
    public void close() {
        container.stop();
    }

    private static GenericContainer<?> container(PostgresSettings settings) {
        String configuration = settings.configuration(Map.of("listen_addresses", "*"));
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(settings.image()))
                .withNetwork(Network.SHARED) // where a standby finds its primary by name
                .withNetworkAliases(name(settings))
                .withCopyToContainer(Transferable.of(configuration), CONFIGURATION)
                .waitingFor(new Unhurried());
        container.setPortBindings(List.of(settings.port() + ":" + PORT));
        return container;
    }

    private static String name(PostgresSettings settings) {
        return "postgres-" + settings.port();
    }

    // the image lets clients in from other hosts, but not standbys
    private void allowReplication() {
        try {
            container.execInContainer("sh", "-c",
                    "echo host replication all all scram-sha-256 >>\"$PGDATA/pg_hba.conf\"");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("cannot let a standby in", e);
        }
        signal("HUP");
    }

    private ContainerState state() {
        return docker.inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    private void signal(String signal) {
        docker.killContainerCmd(container.getContainerId()).withSignal(signal).exec();
    }

    private void signal(String signal, List<Integer> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        Stream<String> command = Stream.concat(Stream.of("kill", "-" + signal), sessions.stream().map(String::valueOf));
        try {
            container.execInContainer(command.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot signal " + sessions, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd() {
        Await.until(() -> !isRunning(), STOP_LIMIT, () -> "still running: " + container.getContainerId());
    }

    /** Leaves the waiting to {@link PostgresServer}, which waits for a login. */
    private static final class Unhurried extends AbstractWaitStrategy {

        @Override
        protected void waitUntilReady() {}
    }
}

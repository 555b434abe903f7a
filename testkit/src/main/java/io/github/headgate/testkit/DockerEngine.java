package io.github.headgate.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * Finds out whether there is a Docker engine. Testcontainers alone takes seconds and prints stack traces to find that
 * there is none, so it is asked only if somebody listens where an engine would.
 */
final class DockerEngine {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private DockerEngine() {}

    static boolean answers() {
        return endpoints().anyMatch(DockerEngine::isListening) && DockerClientFactory.instance().isDockerAvailable();
    }

    // where Testcontainers looks, too
    private static Stream<URI> endpoints() {
        String configured = TestcontainersConfiguration.getInstance().getEnvVarOrUserProperty("docker.host", "");
        if (!configured.isEmpty()) {
            return Stream.of(URI.create(configured));
        }
        Path home = Path.of(System.getProperty("user.home"));
        return Stream.concat(
                Stream.of(Path.of("/var/run/docker.sock"), home.resolve(".docker/run/docker.sock"),
                        home.resolve(".docker/desktop/docker.sock")),
                runtimeDirectory().map(directory -> directory.resolve("docker.sock")).stream())
                .map(path -> URI.create("unix://" + path));
    }

    private static Optional<Path> runtimeDirectory() {
        return Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR"))
                .map(Path::of);
    }

    private static boolean isListening(URI endpoint) {
        try {
            return endpoint.getScheme().equals("unix")
                    ? takesConnections(Path.of(endpoint.getPath()))
                    : takesConnections(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean takesConnections(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        }
    }

    private static boolean takesConnections(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) LIMIT.toMillis());
            return true;
        }
    }
}

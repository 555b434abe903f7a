package io.github.headgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.TestcontainersConfiguration;

/**
 * Removes a JVM's containers when the JVM has died without doing so. That is Ryuk's work; this one is for where Ryuk is
 * disabled, and Testcontainers' shutdown hook is all there is. A small JVM waits at the other end of a pipe, which the
 * system closes with the dead process.
 */
final class ContainerReaper {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static @Nullable Process reaper; // guarded by the class

    private ContainerReaper() {}

    static synchronized void guardThisJvm() {
        boolean disabled = Boolean.parseBoolean(
                TestcontainersConfiguration.getInstance().getEnvVarOrProperty("ryuk.disabled", "false"));
        if (disabled && reaper == null) {
            reaper = start();
        }
    }

    /** Waits for the end of the input, and removes what is left of the Testcontainers session named. */
    public static void main(String[] arguments) throws IOException {
        String session = arguments[0];
        DockerClient docker = DockerClientFactory.instance().client();
        System.in.readAllBytes();
        Await.until(() -> removesAll(docker, session), LIMIT, () -> "cannot remove all of session " + session);
    }

    private static boolean removesAll(DockerClient docker, String session) {
        String label = DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL;
        try {
            docker.listContainersCmd()
                    .withLabelFilter(Map.of(label, session))
                    .withShowAll(true)
                    .exec()
                    .forEach(container -> remove(docker, container));
            docker.listNetworksCmd()
                    .withFilter("label", List.of(label + "=" + session))
                    .exec()
                    .forEach(network -> docker.removeNetworkCmd(network.getId()).exec());
            return true;
        } catch (DockerException e) {
            return false; // removed by another just now, or not yet free of what was in it
        }
    }

    private static void remove(DockerClient docker, Container container) {
        docker.removeContainerCmd(container.getId()).withForce(true).withRemoveVolumes(true).exec();
    }

    private static Process start() {
        String java = ProcessHandle.current().info().command().orElse("java");
        try {
            return new ProcessBuilder(java, "-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                    "-cp", System.getProperty("java.class.path"),
                    ContainerReaper.class.getName(), DockerClientFactory.SESSION_ID)
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the reaper of containers", e);
        }
    }
}

package io.github.headgate.benchmarks.trouble;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.headgate.benchmarks.peers.Crowd;
import io.github.headgate.benchmarks.peers.Target;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The moment at which a server takes logins again, seen by asking it every two milliseconds: it then asks back who one is
 * ({@code R}), where before it refused the connection or sent an error.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP">The start-up in the
 *     Postgres manual</a>
 */
final class Acceptance {

    private static final int PROTOCOL = 3 << 16;
    private static final int LIMIT = 1_000; // milliseconds
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Acceptance() {}

    /** Begins to ask, and completes with the moment in {@link Crowd#now}'s time, or fails after a minute. */
    static CompletableFuture<Long> of(Target target) {
        return CompletableFuture.supplyAsync(() -> {
            long begun = System.nanoTime();
            while (!isAccepting(target)) {
                if (System.nanoTime() - begun > PATIENCE.toNanos()) {
                    throw new IllegalStateException("the server takes no logins " + PATIENCE + " after its start");
                }
                Pause.of(PAUSE);
            }
            return Crowd.now();
        });
    }

    private static boolean isAccepting(Target target) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()), LIMIT);
            socket.setSoTimeout(LIMIT);
            socket.getOutputStream().write(startUp(target));
            return socket.getInputStream().read() == 'R';
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] startUp(Target target) throws IOException {
        byte[] parameters = "user\0%s\0database\0%s\0\0".formatted(target.user(), target.database()).getBytes(UTF_8);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(message);
        out.writeInt(2 * Integer.BYTES + parameters.length);
        out.writeInt(PROTOCOL);
        out.write(parameters);
        return message.toByteArray();
    }
}

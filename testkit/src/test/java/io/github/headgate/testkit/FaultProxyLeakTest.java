package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Netty tells of a buffer that nobody has released when the next one is made after its collection. */
class FaultProxyLeakTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);

    @BeforeEach
    void listen() {
        reports.start();
        log.addAppender(reports);
    }

    @AfterEach
    void unlisten() {
        log.detachAppender(reports);
    }

    @ParameterizedTest
    @EnumSource
    void releasesWhatAFaultFindsInItsHands(Fault fault) throws IOException {
        for (int i = 0; i < 20; i++) {
            breakWithBytesWaiting(fault);
        }

        for (int i = 0; i < 5; i++) {
            System.gc();
            ByteBufAllocator.DEFAULT.buffer(1_000).release();
        }
        assertThat(reports.list).isEmpty();
    }

    private static void breakWithBytesWaiting(Fault fault) throws IOException {
        try (ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                FaultProxy proxy = FaultProxy.to("127.0.0.1", door.getLocalPort());
                Socket client = new Socket(proxy.host(), proxy.port());
                Socket peer = door.accept()) {
            proxy.stall(Direction.TO_CLIENT);
            peer.getOutputStream().write(new byte[100_000]);
            ArmedFault armed = proxy.after(7, Direction.TO_SERVER, fault);
            client.getOutputStream().write(new byte[100_000]);
            assertThat(armed.awaitStruck(LIMIT)).isTrue();
        }
    }
}

package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ConnectWatchTest {

    @Nested
    class OnADriver {

        private final Warming warming = new Warming();

        @Test
        void seesOneConnectForManyCallers() {
            ConnectWatch watch = ConnectWatch.on(warming.driver);

            for (int caller = 0; caller < 5; caller++) {
                warming.ready().subscribe();
            }

            watch.expectAtMost(1);
            assertThat(watch.seen()).isEqualTo(1);
        }

        @Test
        void countsFromItsBeginning() {
            warming.ready().subscribe();

            ConnectWatch watch = ConnectWatch.on(warming.driver);

            assertThatNoException().isThrownBy(watch::expectNone);
            warming.lose();
            assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::expectNone)
                    .withMessageContaining("saw 1");
        }

        @Test
        void namesWhatItSaw() {
            ConnectWatch watch = ConnectWatch.on(warming.driver);
            warming.driver.connects(Connect.fails(warming.refused));
            warming.ready().subscribe();
            warming.timer.advanceTimeBy(Duration.ofMillis(250));

            assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::expectNone)
                    .withMessage("expected no connect since the watch began, saw 3 at the scripted driver, which has"
                            + " seen " + warming.driver.counts());
            assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> watch.expectAtMost(2))
                    .withMessageStartingWith("expected at most 2 connects since the watch began, saw 3 at");
        }

        @Test
        void refusesFewerThanNone() {
            assertThatIllegalArgumentException().isThrownBy(() -> ConnectWatch.on(warming.driver).expectAtMost(-1))
                    .withMessage("most must not be negative, was -1");
        }
    }

    @Nested
    class OnAProxy {

        @Test
        void countsWhomItLedAndWhomItRefused() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    FaultProxy proxy = FaultProxy.to(server.getInetAddress().getHostAddress(), server.getLocalPort())) {
                ConnectWatch watch = ConnectWatch.on(proxy);
                watch.expectNone();

                connect(proxy);
                proxy.refuse();
                connect(proxy);

                assertThat(Await.within(Duration.ofSeconds(30), () -> watch.seen() == 2)).isTrue();
                assertThatExceptionOfType(AssertionError.class).isThrownBy(watch::expectNone)
                        .withMessageMatching("expected no connect since the watch began, saw 2 at FaultProxy\\[.+], "
                                + "where \\d are open");
            }
        }

        private static void connect(FaultProxy proxy) throws IOException {
            new Socket(proxy.host(), proxy.port()).close();
        }
    }
}

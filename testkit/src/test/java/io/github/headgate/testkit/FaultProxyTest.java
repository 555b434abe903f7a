package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each byte is looked at from both sides of the proxy, over plain sockets. */
class FaultProxyTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ServerSocket door;
    private FaultProxy proxy;

    @BeforeEach
    void open() throws IOException {
        door = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        threads.execute(this::acceptAll);
        proxy = FaultProxy.to(door.getInetAddress().getHostAddress(), door.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        door.close();
        threads.shutdownNow();
    }

    private void acceptAll() {
        try {
            while (true) {
                accepted.add(door.accept());
            }
        } catch (IOException e) {
            // closed
        }
    }

    private Socket connect() throws IOException {
        Socket client = new Socket(proxy.host(), proxy.port());
        client.setSoTimeout((int) LIMIT.toMillis());
        return client;
    }

    private Socket peer() throws IOException, InterruptedException {
        Socket peer = accepted.poll(10, TimeUnit.SECONDS);
        if (peer == null) {
            throw new IOException("nobody has come");
        }
        peer.setSoTimeout((int) LIMIT.toMillis());
        return peer;
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(Socket from, int count) throws IOException {
        byte[] bytes = new byte[count];
        new DataInputStream(from.getInputStream()).readFully(bytes);
        return bytes;
    }

    private static boolean isSilent(Socket socket) throws IOException {
        socket.setSoTimeout(200);
        try {
            return socket.getInputStream().read() == Integer.MAX_VALUE;
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout((int) LIMIT.toMillis());
        }
    }

    /** Runs with a client and its peer. */
    private void connected(Talk talk) throws Exception {
        try (Socket client = connect(); Socket peer = peer()) {
            talk.between(client, peer);
        }
    }

    @FunctionalInterface
    private interface Talk {

        void between(Socket client, Socket peer) throws Exception;
    }

    @Nested
    class Unbroken {

        @Test
        void passesBothDirectionsWhole() throws Exception {
            connected((client, peer) -> {
                byte[] big = bytes(3_000_000);
                threads.submit(() -> {
                    client.getOutputStream().write(big);
                    return true;
                });

                assertThat(read(peer, big.length)).isEqualTo(big);
                peer.getOutputStream().write(big, 0, 1_000);
                assertThat(read(client, 1_000)).startsWith(big[0], big[1]);
                assertThat(proxy.connections().get(0).passed(Direction.TO_SERVER)).isEqualTo(big.length);
                assertThat(proxy.connections().get(0).portAtServer()).isEqualTo(peer.getPort());
            });
        }

        @Test
        void passesTheEndOnAfterTheLastByte() throws Exception {
            connected((client, peer) -> {
                client.getOutputStream().write(bytes(10_000));
                client.close();

                assertThat(peer.getInputStream().readAllBytes()).hasSize(10_000);
            });
            Await.until(() -> proxy.open() == 0, LIMIT, () -> "still open: " + proxy.open());
        }

        @Test
        void readsNoMoreThanItsReaderTakesAndLosesNothing() throws Exception {
            connected((client, peer) -> {
                AtomicLong written = writtenByTheMegabyte(client, 100);

                assertThat(Await.within(Duration.ofSeconds(1), () -> written.get() > 50)).isFalse();
                for (int i = 0; i < 100; i++) {
                    assertThat(read(peer, 1_000_000)).isEqualTo(bytes(1_000_000));
                }
            });
        }

        @Test
        void passesOnWhatASlowReaderHasNotTakenWhenTheOtherSideEnds() throws Exception {
            connected((client, peer) -> {
                AtomicLong written = writtenByTheMegabyte(peer, 2);
                Await.until(() -> written.get() == 2, LIMIT, () -> "not taken");
                peer.close();

                assertThat(client.getInputStream().readAllBytes()).hasSize(2_000_000);
            });
        }

        @Test
        void passesAResetOnAsOne() throws Exception {
            connected((client, peer) -> {
                client.getOutputStream().write(1);
                peer.getInputStream().read(); // else it may be a connect that has failed
                peer.setSoLinger(true, 0);
                peer.close();

                assertReset(client);
            });
        }

        @Test
        void numbersItsConnectionsInOrder() throws Exception {
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                clients.add(connect());
            }
            Await.until(() -> proxy.open() == 100, LIMIT, () -> "open: " + proxy.open());

            assertThat(proxy.connections())
                    .extracting(ProxiedConnection::number)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 100).boxed().toList());
            assertThat(proxy.connections())
                    .extracting(ProxiedConnection::clientPort)
                    .containsExactlyElementsOf(clients.stream().map(Socket::getLocalPort).toList());
            for (Socket client : clients) {
                client.close();
            }
        }

        @Test
        void sumsTheBytesOfAllConnectionsAlsoOfThoseThatEnded() throws Exception {
            for (int i = 0; i < 3; i++) {
                connected((client, peer) -> {
                    client.getOutputStream().write(bytes(10));
                    peer.getOutputStream().write(read(peer, 10), 0, 1);
                    read(client, 1);
                });
            }
            Await.until(() -> proxy.open() == 0, LIMIT, () -> "still open: " + proxy.open());

            assertThat(proxy.passed(Direction.TO_SERVER)).isEqualTo(30);
            assertThat(proxy.passed(Direction.TO_CLIENT)).isEqualTo(3);
        }
    }

    /** Writes so many megabytes on a thread of its own, and tells how many the socket has taken. */
    private AtomicLong writtenByTheMegabyte(Socket socket, int megabytes) {
        AtomicLong written = new AtomicLong();
        threads.submit(() -> {
            for (int i = 0; i < megabytes; i++) {
                socket.getOutputStream().write(bytes(1_000_000));
                written.incrementAndGet();
            }
            return true;
        });
        return written;
    }

    private static void assertReset(Socket socket) {
        assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @Nested
    class AtTheByte {

        @Test
        void aCutLetsThroughWhatCameBeforeItAndEndsBothSides() throws Exception {
            connected((client, peer) -> {
                ArmedFault fault = proxy.after(7, Direction.TO_SERVER, Fault.CUT);

                client.getOutputStream().write(bytes(20));

                assertThat(peer.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(bytes(20), 7));
                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(fault.struck()).map(ProxiedConnection::number).contains(1);
            });
        }

        @Test
        void aCutAfterTheLastByteNeedsNoOther() throws Exception {
            connected((client, peer) -> {
                proxy.after(20, Direction.TO_CLIENT, Fault.CUT);

                peer.getOutputStream().write(bytes(20));

                assertThat(client.getInputStream().readAllBytes()).hasSize(20);
            });
        }

        @Test
        void aCutAfterNoByteLetsNoneThrough() throws Exception {
            connected((client, peer) -> {
                ArmedFault fault = proxy.after(0, Direction.TO_CLIENT, Fault.CUT);
                assertThat(fault.struck()).isEmpty();

                peer.getOutputStream().write(1);

                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(fault.awaitStruck(LIMIT)).isTrue();
            });
        }

        @Test
        void aResetIsSeenAsOneByBoth() throws Exception {
            connected((client, peer) -> {
                proxy.after(7, Direction.TO_SERVER, Fault.RESET);

                client.getOutputStream().write(bytes(20));

                assertReset(client);
                assertReset(peer);
            });
        }

        @Test
        void aResetLetsThroughWhatCameBeforeIt() throws Exception {
            connected((client, peer) -> {
                ArmedFault fault = proxy.after(7, Direction.TO_SERVER, Fault.RESET);

                client.getOutputStream().write(bytes(20));

                assertThat(fault.awaitStruck(LIMIT)).isTrue();
                assertThat(read(peer, 7)).isEqualTo(Arrays.copyOf(bytes(20), 7));
                assertReset(peer);
                assertThat(fault.struck()).map(ProxiedConnection::isOpen).contains(false);
            });
        }

        @Test
        void aCutInTheMidstOfABigTransferIsAnEndForBothAndNoReset() throws Exception {
            connected((client, peer) -> {
                proxy.after(3_333_333, Direction.TO_SERVER, Fault.CUT);
                writtenByTheMegabyte(client, 30);

                assertThat(peer.getInputStream().readAllBytes()).hasSize(3_333_333);
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            });
        }

        @Test
        void aStallHoldsItsBytesInBuffersOfTheProxysOwn() throws Exception {
            proxy.stall();
            long before = usedByAll();
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Socket client = connect();
                clients.add(client);
                client.getOutputStream().write(bytes(300_000));
            }

            assertThat(Await.within(Duration.ofSeconds(1), () -> usedByAll() > before)).isFalse();
            for (Socket client : clients) {
                client.close();
            }
        }

        /** What the allocator holds that drivers use too. One that waits for it on its event loop fails by BlockHound. */
        private static long usedByAll() {
            return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
        }

        @Test
        void aCutDeliversWhatASlowReaderHasNotTakenThoughItSends() throws Exception {
            proxy.stall(Direction.TO_SERVER); // so that what it sends is left unread
            ArmedFault fault = proxy.after(300_000, Direction.TO_CLIENT, Fault.CUT);
            try (Socket client = new Socket()) {
                client.setReceiveBufferSize(8_192);
                client.connect(new InetSocketAddress(proxy.host(), proxy.port()));
                client.setSoTimeout((int) LIMIT.toMillis());
                AtomicLong written = writtenByTheMegabyte(client, 1);
                Await.until(() -> written.get() == 1, LIMIT, () -> "not taken");
                peer().getOutputStream().write(bytes(400_000));

                assertThat(fault.awaitStruck(LIMIT)).isTrue();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(bytes(400_000), 300_000));
            }
        }

        @Test
        void aStallHoldsWhatComesAfterItUntilTheProxyFlows() throws Exception {
            connected((client, peer) -> {
                proxy.after(7, Direction.TO_SERVER, Fault.STALL);

                client.getOutputStream().write(bytes(20));
                read(peer, 7);
                assertThat(isSilent(peer)).isTrue();
                proxy.flow();

                assertThat(read(peer, 13)).isEqualTo(Arrays.copyOfRange(bytes(20), 7, 20));
            });
        }

        @Test
        void aStallOfOneDirectionLeavesTheOther() throws Exception {
            connected((client, peer) -> {
                proxy.after(7, Direction.TO_SERVER, Fault.STALL_TO_CLIENT);

                client.getOutputStream().write(bytes(20));
                assertThat(read(peer, 20)).isEqualTo(bytes(20));
                peer.getOutputStream().write(1);

                assertThat(isSilent(client)).isTrue();
                proxy.flow();
                assertThat(client.getInputStream().read()).isEqualTo(1);
            });
        }

        @Test
        void aStallHoldsTheEndThatComesAfterTheBytes() throws Exception {
            connected((client, peer) -> {
                proxy.after(7, Direction.TO_SERVER, Fault.STALL);

                client.getOutputStream().write(bytes(20));
                client.close();
                read(peer, 7);
                assertThat(isSilent(peer)).isTrue();
                proxy.flow();

                assertThat(peer.getInputStream().readAllBytes()).hasSize(13);
            });
        }

        @Test
        void aStallTakesNoMoreThanItCanHoldAndLosesNothing() throws Exception {
            connected((client, peer) -> {
                proxy.after(1_500_000, Direction.TO_SERVER, Fault.STALL_TO_SERVER);
                AtomicLong written = writtenByTheMegabyte(client, 50);
                byte[] first = read(peer, 1_500_000);

                assertThat(Await.within(Duration.ofSeconds(1), () -> written.get() > 25)).isFalse();
                proxy.flow();

                assertThat(Arrays.copyOf(first, 1_000_000)).isEqualTo(bytes(1_000_000));
                assertThat(read(peer, 500_000)).isEqualTo(Arrays.copyOfRange(bytes(1_000_000), 500_000, 1_000_000));
                for (int i = 2; i < 50; i++) {
                    assertThat(read(peer, 1_000_000)).isEqualTo(bytes(1_000_000));
                }
            });
        }

        @Test
        void severalFaultsStrikeEachAtItsOwnByte() throws Exception {
            connected((client, peer) -> {
                ArmedFault cut = proxy.after(15, Direction.TO_SERVER, Fault.CUT);
                ArmedFault stall = proxy.after(7, Direction.TO_SERVER, Fault.STALL);

                client.getOutputStream().write(bytes(20));
                read(peer, 7);
                assertThat(stall.awaitStruck(LIMIT)).isTrue();
                assertThat(cut.struck()).isEmpty();
                proxy.flow();

                assertThat(peer.getInputStream().readAllBytes()).hasSize(8);
                assertThat(proxy.faults()).isEqualTo(2);
            });
        }

        @Test
        void aHalfOpenConnectionEndsForTheClientAloneTheOtherWayRound() throws Exception {
            connected((client, peer) -> {
                proxy.after(7, Direction.TO_CLIENT, Fault.HALF_OPEN_AT_SERVER);

                peer.getOutputStream().write(bytes(20));

                assertThat(client.getInputStream().readAllBytes()).hasSize(7);
                client.close();
                assertThat(isSilent(peer)).isTrue();
            });
            Await.until(() -> proxy.open() == 0, LIMIT, () -> "still open: " + proxy.open());
        }

        @Test
        void aHalfOpenConnectionEndsForTheServerAlone() throws Exception {
            connected((client, peer) -> {
                proxy.after(7, Direction.TO_SERVER, Fault.HALF_OPEN);

                client.getOutputStream().write(bytes(20));

                assertThat(peer.getInputStream().readAllBytes()).hasSize(7);
                assertThat(isSilent(client)).isTrue();
                assertThat(proxy.connections().get(0).isOpen()).isTrue();
            });
        }

        @Test
        void aFaultStrikesOnceAndOnOneConnection() throws Exception {
            connected((client, peer) -> {
                client.getOutputStream().write(bytes(5));
                read(peer, 5);
                ArmedFault fault = proxy.after(7, Direction.TO_SERVER, Fault.CUT);
                connected((other, otherPeer) -> {
                    other.getOutputStream().write(bytes(7));

                    assertThat(otherPeer.getInputStream().readAllBytes()).hasSize(7);
                });
                client.getOutputStream().write(bytes(20));

                read(peer, 20);
                assertThat(fault.struck()).map(ProxiedConnection::number).contains(2);
            });
        }
    }

    @Nested
    class AtOnce {

        @Test
        void breaksOneConnectionAndLeavesTheOthers() throws Exception {
            connected((client, peer) -> connected((other, otherPeer) -> {
                proxy.connections().get(0).strike(Fault.CUT);

                assertThat(client.getInputStream().read()).isEqualTo(-1);
                other.getOutputStream().write(1);
                assertThat(otherPeer.getInputStream().read()).isEqualTo(1);
            }));
        }

        @Test
        void breaksAll() throws Exception {
            connected((client, peer) -> connected((other, otherPeer) -> {
                proxy.strike(Fault.CUT);

                assertThat(client.getInputStream().read()).isEqualTo(-1);
                assertThat(otherPeer.getInputStream().read()).isEqualTo(-1);
            }));
        }

        @Test
        void breaksWhatIsHalfOpenAlready() throws Exception {
            connected((client, peer) -> {
                proxy.strike(Fault.HALF_OPEN);
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
                peer.close();
                assertThat(isSilent(client)).isTrue();

                proxy.strike(Fault.RESET);

                assertReset(client);
                assertThat(proxy.open()).isZero();
                assertThat(proxy.faults()).isEqualTo(2);
            });
        }

        @Test
        void stallsOneConnectionAndLeavesTheOthers() throws Exception {
            connected((client, peer) -> connected((other, otherPeer) -> {
                ProxiedConnection first = proxy.connections().get(0);
                first.stall(Direction.TO_SERVER);
                client.getOutputStream().write(1);
                other.getOutputStream().write(2);

                assertThat(otherPeer.getInputStream().read()).isEqualTo(2);
                assertThat(isSilent(peer)).isTrue();
                first.flow();
                assertThat(peer.getInputStream().read()).isEqualTo(1);
            }));
        }

        @Test
        void stallsOneDirectionOfAllThatAreAndCome() throws Exception {
            connected((client, peer) -> {
                proxy.stall(Direction.TO_CLIENT);
                connected((other, otherPeer) -> {
                    other.getOutputStream().write(1);
                    otherPeer.getOutputStream().write(2);
                    peer.getOutputStream().write(3);

                    assertThat(otherPeer.getInputStream().read()).isEqualTo(1);
                    assertThat(isSilent(other)).isTrue();
                    assertThat(isSilent(client)).isTrue();
                    proxy.flow();
                    assertThat(other.getInputStream().read()).isEqualTo(2);
                    assertThat(client.getInputStream().read()).isEqualTo(3);
                });
            });
        }

        @Test
        void resetsWhoComesWhileItRefuses() throws Exception {
            proxy.refuse();
            assertThatThrownBy(() -> {
                try (Socket client = connect(); InputStream in = client.getInputStream()) {
                    client.getOutputStream().write(1);
                    if (in.read() < 0) {
                        throw new SocketException("closed");
                    }
                }
            }).isInstanceOf(SocketException.class);

            assertThat(proxy.refused()).isEqualTo(1);
            proxy.accept();
            connected((client, peer) -> assertThat(proxy.connects()).isEqualTo(1));
        }

        @Test
        void leadsWhoComesWhileItIsSilentToTheServerLater() throws Exception {
            proxy.silence();
            try (Socket client = connect()) {
                client.getOutputStream().write(bytes(20));

                assertThat(isSilent(client)).isTrue();
                assertThat(accepted).isEmpty();
                proxy.accept();

                assertThat(read(peer(), 20)).isEqualTo(bytes(20));
            }
        }

        @Test
        void forgetsWhoLeavesWhileItIsSilent() throws Exception {
            proxy.silence();
            connect().close();
            Await.until(() -> proxy.connects() == 1 && proxy.open() == 0, LIMIT, () -> "open: " + proxy.open());

            proxy.heal();

            connected((client, peer) -> assertThat(accepted).isEmpty());
        }

        @Test
        void healsAll() throws Exception {
            connected((client, peer) -> {
                ArmedFault fault = proxy.after(1, Direction.TO_SERVER, Fault.CUT);
                proxy.stall();
                proxy.refuse();
                proxy.heal();

                client.getOutputStream().write(bytes(20));

                assertThat(read(peer, 20)).isEqualTo(bytes(20));
                assertThat(fault.struck()).isEmpty();
                connected((other, otherPeer) -> assertThat(proxy.open()).isEqualTo(2));
            });
        }
    }

    @Nested
    class Slowed {

        @Test
        void keepsTheOrderUnderRandomDelays() throws Exception {
            proxy.delay(Duration.ZERO, Duration.ofMillis(20), 1);
            connected((client, peer) -> {
                byte[] sent = bytes(50);
                for (byte next : sent) {
                    client.getOutputStream().write(next);
                    client.getOutputStream().flush();
                }

                assertThat(read(peer, 50)).isEqualTo(sent);
            });
        }

        @Test
        void deliversDelayedBytesBeforeTheEnd() throws Exception {
            proxy.delay(Duration.ofMillis(100), Duration.ofMillis(200), 1);
            connected((client, peer) -> {
                client.getOutputStream().write(bytes(1_000));
                client.close();

                assertThat(peer.getInputStream().readAllBytes()).isEqualTo(bytes(1_000));
            });
        }

        @Test
        void delaysAtLeastSoLong() throws Exception {
            proxy.delay(Duration.ofMillis(100), Duration.ofMillis(100), 1);
            connected((client, peer) -> {
                long begun = System.nanoTime();
                client.getOutputStream().write(1);
                peer.getOutputStream().write(peer.getInputStream().read());
                client.getInputStream().read();

                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(199));
            });
        }

        @Test
        void passesAllByteByByte() throws Exception {
            proxy.slice(1);
            connected((client, peer) -> {
                byte[] sent = bytes(100_000);
                threads.submit(() -> {
                    client.getOutputStream().write(sent);
                    return true;
                });

                assertThat(read(peer, sent.length)).isEqualTo(sent);
            });
        }

        @Test
        void strikesAtTheVeryByteOfASlice() throws Exception {
            proxy.slice(4);
            connected((client, peer) -> {
                proxy.after(7, Direction.TO_SERVER, Fault.CUT);

                client.getOutputStream().write(bytes(20));

                assertThat(peer.getInputStream().readAllBytes()).isEqualTo(Arrays.copyOf(bytes(20), 7));
            });
        }
    }

    @Test
    void takesFiveHundredConnectionsAtOnce() throws Exception {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            clients.add(connect());
        }
        for (Socket client : clients) {
            client.getOutputStream().write(7);
        }
        List<Socket> peers = new ArrayList<>(); // a socket that nobody holds is closed by its cleaner
        for (int i = 0; i < 500; i++) {
            peers.add(peer());
            assertThat(peers.get(i).getInputStream().read()).isEqualTo(7);
        }

        assertThat(proxy.connects()).isEqualTo(500);
        assertThat(proxy.mostOpen()).isEqualTo(500);
        assertThat(peers).noneMatch(Socket::isClosed);
        for (Socket client : clients) {
            client.close();
        }
        Await.until(() -> proxy.open() == 0, LIMIT, () -> "still open: " + proxy.open());
    }

    @Test
    void leavesNoSocketBehind() throws Exception {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "only where the system tells of its descriptors");
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sockets.add(connect());
            sockets.add(peer());
        }
        long others = openSockets() - sockets.size(); // as many are the proxy's

        proxy.close();

        assertThat(openSockets()).isEqualTo(others - 1); // the listener's
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private static long openSockets() throws IOException {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.filter(FaultProxyTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        connected((client, peer) -> {
            proxy.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(Await.within(LIMIT, () -> Thread.getAllStackTraces()
                    .keySet()
                    .stream()
                    .noneMatch(thread -> thread.getName().startsWith("headgate-fault-proxy")))).isTrue();
        });
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> proxy.slice(0)).hasMessage("a slice has at least 1 byte, was 0");
        assertThatThrownBy(() -> proxy.after(-1, Direction.TO_SERVER, Fault.CUT))
                .hasMessage("bytes must not be negative, was -1");
        assertThatThrownBy(() -> proxy.delay(Duration.ofSeconds(2), Duration.ofSeconds(1), 0))
                .hasMessageContaining("PT2S > PT1S");
        assertThatThrownBy(() -> FaultProxy.to("no such host", 1)).hasMessage("host must be known, was no such host");
        assertThatThrownBy(proxy::url).isInstanceOf(IllegalStateException.class);
        proxy.close();
        assertThatThrownBy(proxy::stall).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
    }
}

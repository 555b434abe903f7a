package io.github.headgate.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * A TCP proxy on the loopback interface that counts the connections made through it, so that a test can bound what a
 * client does to a server in an outage.
 *
 * <p>It accepts whether the server is there or not. While the server refuses, what was accepted is closed at once.
 *
 * <p>Each connection takes two daemon threads, which is fine for some hundreds.
 */
public final class CountingProxy implements AutoCloseable {

    private static final int BACKLOG = 1_024;

    private final PostgresServer server;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool(CountingProxy::daemon);
    private final Set<Socket> open = new HashSet<>(); // guarded by this, as all below
    private final List<Instant> connectTimes = new ArrayList<>();
    private int mostOpen;

    private CountingProxy(PostgresServer server, ServerSocket listener) {
        this.server = server;
        this.listener = listener;
    }

    /** A proxy on a free port. The server need not run. */
    public static CountingProxy before(PostgresServer server) {
        try {
            ServerSocket listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            CountingProxy proxy = new CountingProxy(server, listener);
            proxy.threads.execute(proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
    }

    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The server's R2DBC URL, by way of this proxy. */
    public String url() {
        return server.url(host(), port());
    }

    /** How many connections were accepted until now. */
    public int connects() {
        return connectTimes().size();
    }

    /** When each connection was accepted, in order. */
    public synchronized List<Instant> connectTimes() {
        return List.copyOf(connectTimes);
    }

    /** How many connections are open, or being opened to the server. */
    public synchronized int open() {
        return open.size();
    }

    /** The most connections that were {@link #open} at once. */
    public synchronized int mostOpen() {
        return mostOpen;
    }

    /** Closes all connections, and takes no more. */
    @Override
    public void close() {
        close(listener);
        threads.shutdown();
        closeAll();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = listener.accept();
                accepted(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException | RejectedExecutionException e) {
            closeAll(); // the proxy was closed, maybe with one more at the door
        }
    }

    private void serve(Socket client) {
        try (Socket upstream = new Socket()) {
            upstream.connect(new InetSocketAddress(server.host(), server.port()));
            upstream.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            threads.execute(() -> copy(client, upstream));
            copy(upstream, client);
        } catch (IOException e) {
            // the server refuses, and the client hears of it by the close
        } finally {
            closed(client);
        }
    }

    // an end of one side is the end of both, as no Postgres client closes by halves
    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // the other direction has closed both
        } finally {
            close(from);
            close(to);
        }
    }

    private synchronized void accepted(Socket client) {
        connectTimes.add(Instant.now());
        open.add(client);
        mostOpen = Math.max(mostOpen, open.size());
    }

    private void closed(Socket client) {
        close(client);
        synchronized (this) {
            open.remove(client);
        }
    }

    private synchronized void closeAll() {
        open.forEach(CountingProxy::close);
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + closeable, e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "headgate-counting-proxy");
        thread.setDaemon(true);
        return thread;
    }
}

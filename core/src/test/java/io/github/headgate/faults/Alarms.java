package io.github.headgate.faults;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import io.r2dbc.postgresql.message.backend.BackendMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Hooks;

/**
 * What goes wrong and reaches no subscriber: signals that Reactor had to drop, buffers that Netty found leaked, calls
 * that blocked an event loop. One at a time may listen, for the hooks are the JVM's.
 */
public final class Alarms implements AutoCloseable {

    private static final Duration COLLECTION = Duration.ofMillis(100);
    private static final String LEAK = "LEAK";

    /** What the driver had written for a connection that closed before it was sent: nobody else ever holds that. */
    private static final String DRIVERS_REQUEST = "io.r2dbc.postgresql.message.frontend.";

    private static final String BLOCKING = "Blocking call";

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final Appender appender = new Appender();
    private final ch.qos.logback.classic.Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory())
            .getLogger(Logger.ROOT_LOGGER_NAME);

    public Alarms() {
        Hooks.onErrorDropped(this::errorDropped);
        Hooks.onNextDropped(this::valueDropped);
        appender.setContext(root.getLoggerContext());
        appender.start();
        root.addAppender(appender);
    }

    /** All until now. Netty finds what has leaked when it is collected, and says so at the next allocation. */
    public List<String> heard() {
        for (int collection = 0; collection < 2; collection++) {
            System.gc();
            LockSupport.parkNanos(COLLECTION.toNanos());
            PooledByteBufAllocator.DEFAULT.buffer().release();
        }
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        Hooks.resetOnErrorDropped();
        Hooks.resetOnNextDropped();
        root.detachAppender(appender);
        appender.stop();
    }

    private void errorDropped(Throwable failure) {
        StackTraceElement[] trace = new Throwable().getStackTrace();
        if (!isOfTheDriversSocket(failure) && !isSubscribedByTheDriver(trace)
                && !isDiscardedByTheDriver(failure, trace)) {
            heard.add(dropped("error", failure));
        }
    }

    /** The driver has no ear for the failure of its last write; to whoever asked, it has told the close. */
    private static boolean isOfTheDriversSocket(Throwable failure) {
        return Exceptions.isErrorCallbackNotImplemented(failure) && failure.getCause() instanceof IOException;
    }

    /** The driver takes leave of a connection that died in its login, and has no ear for the failure of that. */
    private static boolean isSubscribedByTheDriver(StackTraceElement[] trace) {
        return passedBy(trace)
                .filter("io.r2dbc.postgresql.PostgresqlConnectionFactory"::equals)
                .isPresent();
    }

    /** The driver reads on what was cancelled, for itself alone, and has no ear for the failure of that. */
    private static boolean isDiscardedByTheDriver(Throwable failure, StackTraceElement[] trace) {
        return Exceptions.isErrorCallbackNotImplemented(failure) && passedBy(trace)
                .filter(name -> name.startsWith("io.r2dbc.postgresql."))
                .isPresent();
    }

    /** Who but Reactor passed a signal on last. */
    private static Optional<String> passedBy(StackTraceElement[] trace) {
        return Stream.of(trace)
                .map(StackTraceElement::getClassName)
                .dropWhile(name -> name.startsWith("reactor.") || name.startsWith(Alarms.class.getName()))
                .findFirst();
    }

    private void valueDropped(Object value) {
        if (!(value instanceof BackendMessage)) { // the driver's own: the last word of a server to one who has gone
            heard.add(dropped("value", new Throwable(String.valueOf(value))));
        }
    }

    /** Says where it was dropped, too: the network's own failures have no trace. */
    private static String dropped(String what, Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        new Throwable("dropped here").printStackTrace(new PrintWriter(trace));
        return what + " dropped: " + trace;
    }

    private final class Appender extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent event) {
            String message = event.getFormattedMessage();
            boolean blocking = event.getThrowableProxy() != null
                    && String.valueOf(event.getThrowableProxy().getMessage()).contains(BLOCKING);
            if ((message.contains(LEAK) && !message.contains(DRIVERS_REQUEST)) || message.contains(BLOCKING)
                    || blocking) {
                heard.add("logged: " + message);
            }
        }
    }
}

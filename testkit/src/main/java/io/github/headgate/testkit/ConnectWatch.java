package io.github.headgate.testkit;

import static java.util.Objects.requireNonNull;

import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * The connects that a driver or a proxy has seen since the watch began: whether a client opened one for a crowd of
 * callers, and none while it was to let its database sleep.
 *
 * <pre>{@code
 * ConnectWatch watch = ConnectWatch.on(driver);
 * StepVerifier.create(…)
 *         .then(() -> timer.advanceTimeBy(Duration.ofHours(1)))
 *         .then(watch::expectNone)
 * }</pre>
 *
 * <p>What is expected is looked at when it is asked: let pass first the time in which a connect would come.
 */
public final class ConnectWatch {

    private final Supplier<String> watched;
    private final IntSupplier connects;
    private final int before;

    private ConnectWatch(Supplier<String> watched, IntSupplier connects) {
        this.watched = watched;
        this.connects = connects;
        this.before = connects.getAsInt();
    }

    /** Watches connects from their beginning, whatever comes of them. */
    public static ConnectWatch on(ScriptedConnectionFactory driver) {
        requireNonNull(driver, "driver");
        return new ConnectWatch(() -> "the scripted driver, which has seen " + driver.counts(),
                () -> driver.counts().connects());
    }

    /** Watches connects that the proxy has accepted, and those that it {@linkplain FaultProxy#refuse() refused}. */
    public static ConnectWatch on(FaultProxy proxy) {
        requireNonNull(proxy, "proxy");
        return new ConnectWatch(() -> proxy + ", where " + proxy.open() + " are open",
                () -> proxy.connects() + proxy.refused());
    }

    /** How many there have been since the watch began. */
    public int seen() {
        return connects.getAsInt() - before;
    }

    /**
     * Expects that there has been none.
     *
     * @throws AssertionError if there has been one
     */
    public void expectNone() {
        expectAtMost(0);
    }

    /**
     * Expects that there have been no more than these. However many callers wait, an opening takes {@code initialSize}
     * connects for the pool and one for the sentinel, and one for each attempt that failed.
     *
     * @throws IllegalArgumentException if {@code most} is negative
     * @throws AssertionError if there have been more
     */
    public void expectAtMost(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most must not be negative, was " + most);
        }
        int seen = seen();
        if (seen > most) {
            throw new AssertionError("expected " + (most == 0 ? "no connect" : "at most " + most + " connects")
                    + " since the watch began, saw " + seen + " at " + watched.get());
        }
    }
}

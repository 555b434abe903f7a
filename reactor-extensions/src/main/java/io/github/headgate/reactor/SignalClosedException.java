package io.github.headgate.reactor;

/** Signalled by a {@link ReadySignal} that has been closed, to those who waited and to those who come later. */
public final class SignalClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SignalClosedException() {
        super("closed", null, true, false);
    }
}

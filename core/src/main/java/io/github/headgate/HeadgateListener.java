package io.github.headgate;

/** Hears of what happens in a client. What it throws is logged and goes no further. */
@FunctionalInterface
public interface HeadgateListener {

    /** Called on the thread on which it happened, which may be an event loop: it must not block. */
    void on(HeadgateEvent event);
}

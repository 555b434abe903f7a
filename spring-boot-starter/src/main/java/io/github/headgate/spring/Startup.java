package io.github.headgate.spring;

/** When the client connects to the database for the first time. */
enum Startup {

    /** When it is first used. The readiness probe is a use. */
    LAZY,

    /** When the application context is made, which does not wait for it. */
    EAGER,

    /** As {@link #EAGER}, and the application context waits for it. */
    WAIT
}

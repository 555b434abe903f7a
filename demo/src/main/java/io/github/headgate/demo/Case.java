package io.github.headgate.demo;

import java.util.List;

/** One way to lose a database, as a script. The same script is played for each client, on a stage of its own. */
interface Case {

    String title();

    /** What is done to the server and by the callers. */
    String script();

    /**
     * Plays it, and returns when all callers have their answers. The promises are Headgate's, so nobody looks at those of
     * the plain client's play.
     */
    List<Promise> play(Stage stage);
}

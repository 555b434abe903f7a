package io.github.headgate.testkit;

/**
 * What a {@link ScriptedConnectionFactory} has seen until now.
 *
 * @param connects all that were begun
 * @param connecting those that have neither succeeded nor failed nor been cancelled
 * @param mostConnecting the most that were so at once
 * @param open connections that are neither closed nor dead
 * @param mostOpen the most that were so at once
 * @param closes connections closed by their user
 * @param statements all that were executed, transactions' own among them
 * @param cancelled statements that were cancelled before their end
 * @param overlaps statements that were begun on a connection on which another one was still running
 */
public record Counts(int connects, int connecting, int mostConnecting, int open, int mostOpen, int closes,
        int statements, int cancelled, int overlaps) {}

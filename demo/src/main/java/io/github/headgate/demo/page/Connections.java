package io.github.headgate.demo.page;

/**
 * Where a client's connections are.
 *
 * @param connects how often it has connected to the server since it was made
 * @param waiting how many callers wait: for a connection, and before Headgate's gate
 */
record Connections(int inUse, int idle, int waiting, int connects) {}

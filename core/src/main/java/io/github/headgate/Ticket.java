package io.github.headgate;

/**
 * By what a transaction is found again after its {@code COMMIT}.
 *
 * @param xid its id, with the epoch
 * @param identity where it was written
 */
record Ticket(String xid, Identity identity) {}

package io.github.headgate;

import io.github.headgate.reactor.Generation;

/**
 * By what a transaction is found again after its {@code COMMIT}.
 *
 * @param xid its id, with the epoch
 * @param identity where it was written
 * @param generation on which it was sent
 */
record Ticket(String xid, Identity identity, Generation<Engine> generation) {}

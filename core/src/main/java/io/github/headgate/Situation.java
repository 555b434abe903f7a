package io.github.headgate;

/**
 * Where an operation stood when it failed.
 *
 * @param phase how far it had come
 * @param transaction whether it ran inside a transaction, so that it takes a {@code COMMIT} for anything to be kept
 */
record Situation(Phase phase, boolean transaction) {

    /** Whether the server can have been given something to do, and a lost answer may hide that it did it. */
    boolean mayHaveBeenDone() {
        return phase == Phase.COMMIT || (phase == Phase.EXECUTE && !transaction);
    }

    /** Whether nothing that counts had been sent. */
    boolean nothingSent() {
        return phase == Phase.GATE || phase == Phase.ACQUIRE;
    }
}

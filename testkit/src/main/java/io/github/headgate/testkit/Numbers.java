package io.github.headgate.testkit;

/** Checks of numbers that a caller gave. */
final class Numbers {

    private Numbers() {}

    static void requireCounted(long number, String name) {
        if (number < 1) {
            throw new IllegalArgumentException(name + " is counted from 1, was " + number);
        }
    }
}

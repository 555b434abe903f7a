package io.github.headgate.benchmarks.peers;

/**
 * What a contender's process is asked to do.
 *
 * @param work what a {@link Kind#LOOP} or a {@link Kind#PROFILE} does; the others do not look at it
 * @param number the one that the kind takes, to be read by the name that it has there: {@link #size}, {@link #callers} or
 *     {@link #since}; 0 if it takes none
 * @param millis how long those take; 0 for the others
 */
public record Command(Kind kind, Work work, long number, long millis) {

    /** The kinds; each tells what the numbers are, and what is answered. */
    public enum Kind {

        /** Makes a client with {@link #size} connections at most, in place of the one before. Answers 0. */
        OPEN,

        /** A closed loop of {@link #callers} for {@code millis}. Answers a {@link Sample}. */
        LOOP,

        /** The same, and what it does is recorded. Answers a {@link Recorded}. */
        PROFILE,

        /** {@link #callers} begin, who go on until {@link #REPORT}. Answers 0. */
        BEGIN,

        /** Answers what the callers have seen from {@link #since} until now, as {@link #REPORT} does, and they go on. */
        PEEK,

        /** The callers end. Answers what they saw from {@link #since} on: a {@link Sight}. */
        REPORT,

        /** {@link #callers} at once, each for one thing. Answers a {@link Burst}. */
        BURST,

        /**
         * A statement that takes four seconds is cancelled half a second after it was begun, and another one is asked for
         * at once. Answers how long it took from the cancel to the answer of that one, in microseconds.
         */
        CANCEL,

        /** Makes a client and reads one row, then closes it. Answers how long until the row, in microseconds. */
        FIRST_ROW
    }

    /** How many connections a client may have. */
    int size() {
        return Math.toIntExact(number);
    }

    /** How many callers there are. */
    int callers() {
        return Math.toIntExact(number);
    }

    /** A moment, in {@link Crowd#now}'s time: in microseconds since 1970. */
    long since() {
        return number;
    }

    public static Command open(int size) {
        return new Command(Kind.OPEN, Work.ROW, size, 0);
    }

    public static Command loop(Work work, int callers, long millis) {
        return new Command(Kind.LOOP, work, callers, millis);
    }

    public static Command profile(Work work, int callers, long millis) {
        return new Command(Kind.PROFILE, work, callers, millis);
    }

    public static Command begin(int callers) {
        return new Command(Kind.BEGIN, Work.ROW, callers, 0);
    }

    public static Command report(long since) {
        return new Command(Kind.REPORT, Work.ROW, since, 0);
    }

    public static Command peek(long since) {
        return new Command(Kind.PEEK, Work.ROW, since, 0);
    }

    public static Command burst(int callers) {
        return new Command(Kind.BURST, Work.ROW, callers, 0);
    }

    public static Command cancel() {
        return new Command(Kind.CANCEL, Work.ROW, 0, 0);
    }

    public static Command firstRow() {
        return new Command(Kind.FIRST_ROW, Work.ROW, 0, 0);
    }
}

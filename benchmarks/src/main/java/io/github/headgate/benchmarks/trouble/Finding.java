package io.github.headgate.benchmarks.trouble;

/** What is looked at: a column of the table. */
enum Finding {

    FIRST_SUCCESS("restart: first success after the server accepts", Unit.MILLIS),
    LAST_FAILURE("restart: last failure after that", Unit.MILLIS),
    FAILURES("restart: failures after that", Unit.NUMBER),
    HANGING("restart: callers of 32 without an answer 3 s after the first success", Unit.NUMBER),
    CONNECTS("restart: connects from the stop until it accepts", Unit.NUMBER),
    OUTAGE_CONNECTS("outage: connects, 500 callers", Unit.NUMBER),
    SILENCE("silent server: first error after", Unit.MILLIS),
    BURST("callers at once: last answer", Unit.MILLIS),
    BURST_FAILURES("callers at once: failures", Unit.NUMBER),
    COLD_BURST("callers at once, client just made: last answer", Unit.MILLIS),
    COLD_BURST_FAILURES("callers at once, client just made: failures", Unit.NUMBER),
    CANCEL("pool of 1: next query after a cancelled pg_sleep(4)", Unit.MILLIS),
    FIRST_ROW("client made to first row, in a warm JVM", Unit.MILLIS),
    FIRST_ROW_NEW_JVM("client made to first row, in a new JVM", Unit.MILLIS);

    private final String label;
    private final Unit unit;

    /** What a figure counts. */
    enum Unit {
        MILLIS, NUMBER
    }

    Finding(String label, Unit unit) {
        this.label = label;
        this.unit = unit;
    }

    String label() {
        return label;
    }

    Unit unit() {
        return unit;
    }
}

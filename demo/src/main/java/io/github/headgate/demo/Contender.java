package io.github.headgate.demo;

/** The two kinds of clients. */
enum Contender {

    HEADGATE("Headgate") {
        @Override
        Client client(String url, Journal journal) {
            return new HeadgateContender(url, journal);
        }
    },

    PLAIN("plain") {
        @Override
        Client client(String url, Journal journal) {
            return new PlainContender(url);
        }
    };

    private final String label;

    Contender(String label) {
        this.label = label;
    }

    /** What it is called in the table. */
    String label() {
        return label;
    }

    /** A new client with its defaults. What Headgate tells of itself goes into the journal. */
    abstract Client client(String url, Journal journal);
}

package io.github.headgate.benchmarks.peers;

/** What nobody would pick, and what those who stand on it cannot pass. */
public enum Limit implements Contender {

    DRIVER("driver", "R2DBC Postgres alone (the limit for a pool on it)", DriverPeer::of);

    private final String id;
    private final String label;
    private final Opening opening;

    Limit(String id, String label, Opening opening) {
        this.id = id;
        this.label = label;
        this.opening = opening;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Client open(Target target, int size) {
        return opening.open(target, size);
    }
}

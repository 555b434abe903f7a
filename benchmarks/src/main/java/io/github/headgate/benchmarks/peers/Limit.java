package io.github.headgate.benchmarks.peers;

/** What nobody would pick, and what those who stand on it cannot pass. It is measured at rest. */
public enum Limit implements Contender {

    DRIVER;

    @Override
    public String id() {
        return "driver";
    }

    @Override
    public String label() {
        return "R2DBC Postgres alone (the limit for a pool on it)";
    }

    @Override
    public boolean canCancel() {
        return false;
    }

    @Override
    public Client open(Target target, int size) {
        return DriverPeer.of(target, size);
    }
}

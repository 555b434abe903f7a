package io.github.headgate.testkit;

import java.util.ArrayList;
import java.util.List;

/** Keeps the books of a {@link ScriptedConnectionFactory}. */
final class Ledger {

    private final List<ScriptedConnection> open = new ArrayList<>();
    private final List<Execution> executions = new ArrayList<>();
    private int connects;
    private int connecting;
    private int mostConnecting;
    private int mostOpen;
    private int closes;
    private int cancelled;
    private int overlaps;

    synchronized void connectBegun() {
        connects++;
        connecting++;
        mostConnecting = Math.max(mostConnecting, connecting);
    }

    synchronized void connectEnded() {
        connecting--;
    }

    synchronized void opened(ScriptedConnection connection) {
        open.add(connection);
        mostOpen = Math.max(mostOpen, open.size());
    }

    synchronized void lost(long id) {
        open.removeIf(connection -> connection.id() == id);
    }

    synchronized void closed() {
        closes++;
    }

    synchronized void executed(Execution execution) {
        executions.add(execution);
    }

    synchronized void cancelled() {
        cancelled++;
    }

    synchronized void overlapped() {
        overlaps++;
    }

    synchronized List<ScriptedConnection> open() {
        return List.copyOf(open);
    }

    synchronized List<Execution> executions() {
        return List.copyOf(executions);
    }

    synchronized Counts counts() {
        return new Counts(connects, connecting, mostConnecting, open.size(), mostOpen, closes, executions.size(),
                cancelled, overlaps);
    }
}

package io.github.headgate;

import io.github.headgate.testkit.PostgresServer;

/** The plain driver, which ours is measured by. */
class DriverConformanceIT extends Conformance {

    DriverConformanceIT(PostgresServer server) {
        super(server, "postgresql", "");
    }
}

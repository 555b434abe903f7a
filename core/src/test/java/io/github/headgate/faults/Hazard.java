package io.github.headgate.faults;

import io.github.headgate.testkit.Direction;
import io.github.headgate.testkit.FaultProxy;
import io.github.headgate.testkit.Freeze;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.ProxiedConnection;
import io.github.headgate.testkit.Shutdown;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The faults that one server can meet, each as often in a soak as its weight says. */
enum Hazard {

    TERMINATED(20, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            scenario.sessions().terminateOne(random.nextDouble());
        }
    },
    CUT_AT_A_BYTE(20, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            atAByte(scenario, random, io.github.headgate.testkit.Fault.CUT);
        }
    },
    RESET_AT_A_BYTE(20, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            atAByte(scenario, random, io.github.headgate.testkit.Fault.RESET);
        }
    },
    HALF_OPEN(6, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            one(scenario, random).strike(io.github.headgate.testkit.Fault.HALF_OPEN);
        }
    },
    SLOW_NETWORK(6, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            FaultProxy proxy = scenario.proxy();
            proxy.delay(Duration.ZERO, Duration.ofMillis(100), random.nextLong());
            scenario.pause(Duration.ofSeconds(2));
            proxy.hurry();
        }
    },
    SLICED(6, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            scenario.proxy().slice(1 + random.nextInt(3));
            scenario.pause(Duration.ofSeconds(1));
            scenario.proxy().hurry();
        }
    },
    HICCUP(6, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            scenario.proxy().stall(direction(random));
            scenario.pause(Duration.ofMillis(random.nextInt(700)));
            scenario.proxy().flow();
        }
    },
    POSTMASTER_FROZEN(2, false) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            server.freeze(Freeze.POSTMASTER);
            scenario.pause(Duration.ofMillis(random.nextInt(2_000)));
            server.thaw();
        }
    },
    ALL_CUT(3, true) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            scenario.proxy().strike(io.github.headgate.testkit.Fault.CUT);
        }
    },
    KILLED(3, true) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            scenario.sessions().killOne(random.nextDouble());
            server.start(); // returns when it has recovered
        }
    },
    RESTARTED(3, true) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            server.restart(random.nextBoolean() ? Shutdown.IMMEDIATE : Shutdown.FAST);
        }
    },
    DOWN(2, true) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            server.stop(Shutdown.IMMEDIATE);
            scenario.pause(Duration.ofMillis(random.nextInt(2_500)));
            server.start();
        }
    },
    ALL_FROZEN(1, true) {

        @Override
        void strike(Scenario scenario, PostgresServer server, Random random) {
            server.freeze(Freeze.ALL);
            scenario.pause(Duration.ofSeconds(5));
            server.thaw();
        }
    };

    private static final int MOST_BYTES = 2_000;

    private final int weight;
    private final boolean outage;

    Hazard(int weight, boolean outage) {
        this.weight = weight;
        this.outage = outage;
    }

    /** Returns when the server is as before. */
    abstract void strike(Scenario scenario, PostgresServer server, Random random);

    /** Whether it may end a generation by itself. */
    boolean isOutage() {
        return outage;
    }

    /** Whether it may end one where a connection has died at the same time, since no new one can be had in time. */
    boolean keepsLoginsWaiting() {
        return this == POSTMASTER_FROZEN || this == SLOW_NETWORK;
    }

    static Hazard drawn(Random random) {
        int all = List.of(values()).stream().mapToInt(hazard -> hazard.weight).sum();
        int drawn = random.nextInt(all);
        for (Hazard hazard : values()) {
            drawn -= hazard.weight;
            if (drawn < 0) {
                return hazard;
            }
        }
        throw new IllegalStateException("no hazard has a weight");
    }

    private static void atAByte(Scenario scenario, Random random, io.github.headgate.testkit.Fault fault) {
        scenario.proxy()
                .after(random.nextInt(MOST_BYTES), direction(random), fault)
                .awaitStruck(Duration.ofSeconds(2));
    }

    private static Direction direction(Random random) {
        return random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
    }

    private static ProxiedConnection one(Scenario scenario, Random random) {
        List<ProxiedConnection> open = scenario.proxy().connections();
        return open.get(random.nextInt(open.size()));
    }
}

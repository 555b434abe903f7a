package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

class PostgresExtensionIT {

    private static final Set<PostgresServer> SEEN = new LinkedHashSet<>();
    private static final List<String> RUN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
        RUN.clear();
    }

    @Test
    void givesAClassOneServerThatRunsBeforeEachTestAndIsClosedAfterTheLast() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Breaking.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(5).succeeded(5));

        assertThat(RUN).hasSize(5);
        assertThat(SEEN).singleElement().satisfies(server -> {
            assertThat(server.acceptsConnections()).isFalse();
            assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("is closed");
        });
    }

    @WithPostgres
    static class Breaking {

        @RepeatedTest(2)
        void leavesItFrozen(PostgresServer server) {
            seen(server);
            server.freeze(Freeze.ALL);
        }

        @RepeatedTest(2)
        void leavesItKilled(PostgresServer server) {
            seen(server);
            server.kill();
        }

        @Nested
        class Inside {

            @Test
            void sharesTheServer(PostgresServer server) {
                seen(server);
            }
        }

        private static void seen(PostgresServer server) {
            assertThat(server.acceptsConnections()).isTrue();
            SEEN.add(server);
            RUN.add("test");
        }
    }
}

package io.github.headgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class PostgresExtensionIT {

    private static final Set<PostgresServer> SEEN = new LinkedHashSet<>();
    private static final Set<FaultProxy> PROXIES = new LinkedHashSet<>();
    private static final List<String> RUN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
        PROXIES.clear();
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

    @Test
    void givesATestAProxyOfItsOwnAndHealsThatOfAClass() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(Apart.class), selectClass(Sharing.class))
                .execute()
                .testEvents()
                .assertStatistics(statistics -> statistics.started(4).succeeded(4));

        assertThat(PROXIES).hasSize(3);
        assertThat(PROXIES).allSatisfy(proxy -> assertThatIllegalStateException().isThrownBy(proxy::heal)
                .withMessageContaining("is closed"));
    }

    private static void passesThenRefuses(FaultProxy proxy, PostgresServer server) {
        PROXIES.add(proxy);
        assertThat(proxy.url()).contains(server.password());
        StepVerifier.create(Mono.from(ConnectionFactories.get(proxy.url()).create()).flatMapMany(Connection::close))
                .verifyComplete();
        proxy.refuse();
    }

    @WithPostgres
    static class Apart {

        @RepeatedTest(2)
        void asksInTheTest(FaultProxy proxy, PostgresServer server) {
            passesThenRefuses(proxy, server);
        }
    }

    @WithPostgres
    static class Sharing {

        private final FaultProxy proxy;

        private static @Nullable FaultProxy shared;

        @BeforeAll
        static void asked(FaultProxy proxy) {
            shared = proxy;
        }

        Sharing(FaultProxy proxy) {
            this.proxy = proxy;
        }

        @RepeatedTest(2)
        void asksInTheClass(PostgresServer server) {
            assertThat(proxy).isSameAs(shared);
            passesThenRefuses(proxy, server);
        }
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

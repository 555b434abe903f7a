package io.github.headgate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/** What the connections of a pool are read by. Reactor Netty asks for event loops several times a connect. */
@WithPostgres
class EventLoopsIT {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 10;

    private static HeadgateOptions.Builder options(ConnectionFactoryOptions options) {
        return HeadgateOptions.builder(options).maxSize(CONNECTIONS).initialSize(CONNECTIONS);
    }

    @Test
    void isAsManyOfNettysAsThereAreProcessors(PostgresServer server) {
        int loops = Math.min(Runtime.getRuntime().availableProcessors(), CONNECTIONS);

        assertThat(connectionsByThread(options(ConnectionFactoryOptions.parse(server.url()))))
                .satisfies(parts -> areEqual(parts, loops));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void isAllThatAUserHasGiven(int loops, PostgresServer server) {
        LoopResources own = LoopResources.create("own", loops, true);
        ConnectionFactoryOptions options = ConnectionFactoryOptions.parse(server.url())
                .mutate()
                .option(Option.valueOf("loopResources"), own)
                .build();

        assertThat(connectionsByThread(options(options))).satisfies(parts -> areEqual(parts, loops));
        own.dispose();
    }

    private static void areEqual(Map<String, Long> parts, int number) {
        assertThat(parts).hasSize(number);
        assertThat(parts.values()).allMatch(part -> part <= (CONNECTIONS + number - 1) / number);
    }

    private static Map<String, Long> connectionsByThread(HeadgateOptions.Builder options) {
        HeadgateClient client = HeadgateClient.create(options.build());
        Map<String, Long> connections = Flux.range(0, CONNECTIONS)
                .flatMap(number -> threadOfAConnection(client), CONNECTIONS)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .block(LONG);
        client.close().block(LONG);
        return requireNonNull(connections);
    }

    /** Takes so long that each holds a connection of its own. */
    private static Mono<String> threadOfAConnection(HeadgateClient client) {
        return client.sql("select pg_sleep(0.5)").query(row -> Thread.currentThread().getName()).one();
    }
}

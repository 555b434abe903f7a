package io.github.headgate.benchmarks.peers;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.FORCE_BINARY;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.PREPARED_STATEMENT_CACHE_QUERIES;

import io.github.headgate.SpreadDriver;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import reactor.netty.resources.LoopResources;

/** r2dbc-pool with one thing set that is left at its default else; and Headgate on so many event loops. */
public enum Setting implements Contender {

    DEFAULTS("defaults", "r2dbc-pool, defaults", FactoryPeer::driver, pool -> pool),
    ONE_LOOP("loops-1", "one event loop", loops(1), pool -> pool),
    TWO_LOOPS("loops-2", "two event loops", loops(2), pool -> pool),
    FOUR_LOOPS("loops-4", "four event loops", loops(4), pool -> pool),
    NIO("nio", "without Netty's native transport", Setting::notNative, pool -> pool),
    NO_STATEMENT_CACHE("no-statement-cache", "no cache of prepared statements",
            with(PREPARED_STATEMENT_CACHE_QUERIES, 0), pool -> pool),
    BINARY("binary", "results in binary", with(FORCE_BINARY, true), pool -> pool),
    VALIDATED("validation-remote", "validation by a round trip", FactoryPeer::driver,
            pool -> pool.validationDepth(ValidationDepth.REMOTE)),
    LIMITED("acquire-limit", "a limit for the acquire", FactoryPeer::driver,
            pool -> pool.maxAcquireTime(Duration.ofSeconds(4))),
    HEADGATE_ONE_LOOP("headgate-loops-1", "Headgate, one event loop", 1),
    HEADGATE_TWO_LOOPS("headgate-loops-2", "Headgate, two event loops", 2),
    HEADGATE_FOUR_LOOPS("headgate-loops-4", "Headgate, four event loops", 4);

    private final String id;
    private final String label;
    private final Opening opening;

    Setting(
            String id, String label, Function<ConnectionFactoryOptions.Builder, ConnectionFactory> driver,
            UnaryOperator<ConnectionPoolConfiguration.Builder> pool) {
        this.id = id;
        this.label = label;
        this.opening = (target, size) -> FactoryPeer.of(
                pool.apply(FactoryPeer.pool(driver.apply(FactoryPeer.options(target)), size)));
    }

    Setting(String id, String label, int loops) {
        this.id = id;
        this.label = label;
        this.opening = (target, size) -> HeadgatePeer.of(FactoryPeer.options(target)
                .option(LOOP_RESOURCES, LoopResources.create("benchmark", loops, true)), size);
    }

    private static Function<ConnectionFactoryOptions.Builder, ConnectionFactory> loops(int count) {
        return options -> SpreadDriver.over(count, options);
    }

    /** By a property, before Netty is used: a contender has its JVM to itself. */
    private static ConnectionFactory notNative(ConnectionFactoryOptions.Builder options) {
        System.setProperty("reactor.netty.native", "false");
        return FactoryPeer.driver(options);
    }

    private static <T> Function<ConnectionFactoryOptions.Builder, ConnectionFactory> with(Option<T> option, T value) {
        return options -> FactoryPeer.driver(options.option(option, value));
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

package io.github.headgate.spring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateConnectionFactory;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import io.r2dbc.spi.Wrapped;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.ConnectionFactoryBuilder;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcInitializationAutoConfiguration;
import org.springframework.boot.r2dbc.init.R2dbcScriptDatabaseInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class HeadgateAutoConfigurationTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, HeadgateAutoConfiguration.class))
            .withPropertyValues("spring.r2dbc.url=r2dbc:postgresql://db.example:5433/orders",
                    "spring.r2dbc.username=app", "spring.r2dbc.password=secret");

    private static HeadgateConnectionFactory ours(BeanFactory context) {
        return ours(context.getBean(ConnectionFactory.class));
    }

    private static HeadgateConnectionFactory ours(ConnectionFactory wrapper) {
        return requireNonNull(((Wrapped<?>) wrapper).unwrap(HeadgateConnectionFactory.class));
    }

    @Test
    void makesTheConnectionFactoryAndTheClient() {
        application.run(context -> {
            assertThat(context)
                    .hasSingleBean(ConnectionFactory.class)
                    .hasSingleBean(HeadgateClient.class)
                    .hasSingleBean(DatabaseClient.class);
            assertThat(ours(context).client()).isSameAs(context.getBean(HeadgateClient.class));
        });
    }

    @Test
    void runsNoScriptsUnaskedAsSpringsOwnPoolWould() {
        application
                .withConfiguration(AutoConfigurations.of(R2dbcInitializationAutoConfiguration.class))
                .withPropertyValues("spring.sql.init.schema-locations=classpath:db/migration/V1__shipments.sql")
                .run(context -> assertThat(context).hasNotFailed()
                        .hasSingleBean(R2dbcScriptDatabaseInitializer.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "pool:postgresql", "headgate:postgresql", "pool:headgate:postgresql"})
    void letsAFactoryOfTheDriversBeDerivedFromIt(String driver) {
        application.withPropertyValues("spring.r2dbc.url=r2dbc:" + driver + "://db.example/orders?maxSize=3")
                .run(context -> {
                    ConnectionFactory derived = ConnectionFactoryBuilder
                            .derivedFrom(context.getBean(ConnectionFactory.class))
                            .username("owner")
                            .build();

                    assertThat(((Wrapped<?>) derived).unwrap()).isInstanceOf(PostgresqlConnectionFactory.class);
                });
    }

    @Test
    void showsNoPassword() {
        application.run(context -> {
            ConnectionFactory factory = context.getBean(ConnectionFactory.class);

            assertThat(requireNonNull(OptionsCapableConnectionFactory.unwrapFrom(factory)).getOptions().toString())
                    .contains("db.example")
                    .doesNotContain("secret");
            assertThat(factory.toString()).doesNotContain("secret");
        });
    }

    @Test
    void goesWhereTheUrlPoints() {
        application.run(context -> assertThat(ours(context))
                .hasToString("HeadgateConnectionFactory[" + name(context.getBean(HeadgateClient.class))
                        + ", db.example:5433/orders]"));
    }

    @Test
    void takesThePoolOutOfTheUrl() {
        application.withPropertyValues("spring.r2dbc.url=r2dbc:pool:postgresql://db.example/orders?maxSize=3")
                .run(context -> assertThat(ours(context).toString())
                        .contains("db.example:5432/orders"));
    }

    @Test
    void takesItsOwnUrlToo() {
        application.withPropertyValues("spring.r2dbc.url=r2dbc:headgate:postgresql://db.example/orders?name=orders")
                .run(context -> assertThat(ours(context))
                        .hasToString("HeadgateConnectionFactory[orders, db.example:5432/orders]"));
    }

    @Test
    void takesItsOwnUrlOutOfAPoolToo() {
        application.withPropertyValues("spring.r2dbc.url=r2dbc:pool:headgate:postgresql://db.example/orders")
                .run(context -> assertThat(ours(context).toString())
                        .contains("db.example:5432/orders"));
    }

    @Test
    void takesConnectionDetailsBeforeTheUrl() {
        R2dbcConnectionDetails details = () -> ConnectionFactoryOptions.parse("r2dbc:postgresql://u@other.example/db");

        application.withBean(R2dbcConnectionDetails.class, () -> details)
                .run(context -> assertThat(ours(context).toString())
                        .contains("other.example:5432/db"));
    }

    @Test
    void takesWhatDockerComposeTellsOfItsService() {
        ConnectionFactoryOptions service = ConnectionFactoryOptions.builder()
                .option(ConnectionFactoryOptions.DRIVER, "postgresql")
                .option(ConnectionFactoryOptions.HOST, "127.0.0.1")
                .option(ConnectionFactoryOptions.PORT, 32768)
                .option(ConnectionFactoryOptions.DATABASE, "orders")
                .option(ConnectionFactoryOptions.USER, "app")
                .option(ConnectionFactoryOptions.PASSWORD, "secret")
                .option(Option.valueOf("applicationName"), "shop") // spring.application.name
                .build();

        application.withBean(R2dbcConnectionDetails.class, () -> () -> service)
                .run(context -> assertThat(ours(context).toString()).contains("127.0.0.1:32768/orders"));
    }

    @Test
    void letsSpringsCustomizersChangeTheAddress() {
        application
                .withBean(ConnectionFactoryOptionsBuilderCustomizer.class,
                        () -> address -> address.option(ConnectionFactoryOptions.HOST, "third.example"))
                .run(context -> assertThat(ours(context).toString())
                        .contains("third.example:5433/orders"));
    }

    @Test
    void decoratesTheFactoryAsSpringWould() {
        AtomicReference<ConnectionFactory> decorated = new AtomicReference<>();

        application
                .withBean(ConnectionFactoryDecorator.class, () -> factory -> {
                    decorated.set(factory);
                    return ScriptedConnectionFactory.timedBy(Schedulers.parallel());
                })
                .run(context -> {
                    assertThat(context.getBean(ConnectionFactory.class))
                            .isInstanceOf(ScriptedConnectionFactory.class);
                    assertThat(ours(requireNonNull(decorated.get())).client())
                            .isSameAs(context.getBean(HeadgateClient.class));
                });
    }

    @Test
    void leavesAConnectionFactoryOfTheApplicationAlone() {
        application.withBean("own", ConnectionFactory.class, HeadgateAutoConfigurationTest::scripted)
                .run(context -> assertThat(context)
                        .hasSingleBean(ConnectionFactory.class)
                        .doesNotHaveBean(HeadgateConnectionFactory.class)
                        .doesNotHaveBean(HeadgateClient.class));
    }

    @Test
    void makesABeanOfTheClientOfAnOwnHeadgateFactory() {
        HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(scripted()).build());

        application.withBean("own", HeadgateConnectionFactory.class, client::connectionFactory)
                .run(context -> assertThat(context.getBean(HeadgateClient.class)).isSameAs(client));
    }

    @Test
    void makesTheFactoryOfAnOwnClient() {
        HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(scripted()).build());

        application.withBean("own", HeadgateClient.class, () -> client)
                .run(context -> assertThat(context.getBean(ConnectionFactory.class))
                        .isSameAs(client.connectionFactory()));
    }

    @Test
    void leavesEverythingToSpringWhenItIsOff() {
        application.withPropertyValues("headgate.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(ConnectionPool.class)
                        .doesNotHaveBean(HeadgateClient.class));
    }

    private static String name(HeadgateClient client) {
        return client.toString().replaceAll("HeadgateClient\\[(.*),.*", "$1");
    }

    private static ScriptedConnectionFactory scripted() {
        return ScriptedConnectionFactory.timedBy(VirtualTimeScheduler.create());
    }
}

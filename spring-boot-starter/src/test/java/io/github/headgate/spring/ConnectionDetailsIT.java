package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static java.util.Objects.requireNonNull;

import io.github.headgate.HeadgateClient;
import io.github.headgate.testkit.PostgresKind;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.postgresql.PostgreSQLContainer;

@WithPostgres
class ConnectionDetailsIT {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, HeadgateAutoConfiguration.class,
                    ServiceConnectionAutoConfiguration.class));

    private static Integer answer(HeadgateClient client) {
        return requireNonNull(client.sql("select 42").query(row -> row.get(0, Integer.class)).one().block());
    }

    @Test
    void tellWhereTheServerIs(PostgresServer server) {
        application.withBean(R2dbcConnectionDetails.class, () -> () -> ConnectionFactoryOptions.parse(server.url()))
                .run(context -> assertThat(answer(context.getBean(HeadgateClient.class))).isEqualTo(42));
    }

    @Configuration(proxyBeanMethods = false)
    static class Container {

        @Bean
        @ServiceConnection
        PostgreSQLContainer postgres() {
            return new PostgreSQLContainer(System.getProperty(PostgresServer.IMAGE_PROPERTY, "postgres:16-alpine"))
                    .withDatabaseName("postgres")
                    .withCommand("postgres", "-c", "listen_addresses=*")
                    .waitingFor(Wait.forLogMessage(".*ready to accept connections.*\\s", 1)); // it need not start twice
        }
    }

    @Test
    void comeFromAContainer(PostgresServer server) {
        assumeThat(server.kind()).isEqualTo(PostgresKind.DOCKER);

        application.withUserConfiguration(Container.class)
                .run(context -> assertThat(answer(context.getBean(HeadgateClient.class))).isEqualTo(42));
    }
}

package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.headgate.HeadgateClient;
import io.github.headgate.reactor.Readiness.State;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@WithPostgres
class LifecycleIT {

    private static long sleeping(PostgresServer server) {
        return server.query("select 1 from pg_stat_activity where query like '%pg_sleep%' and state = 'active'"
                + " and pid <> pg_backend_pid()").size();
    }

    private static State state(RunningApplication application) {
        return application.bean(HeadgateClient.class).snapshot().readiness().state();
    }

    @Test
    void letsRequestsEndThatRunWhenItShutsDown(PostgresServer server) throws Exception {
        RunningApplication application = RunningApplication.with(server);
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                () -> application.get("/slow?seconds=2").returnResult(String.class).getStatus().value());
        await().until(() -> sleeping(server) == 1);

        application.close();

        assertThat(status.get()).isEqualTo(200);
    }

    @Test
    void letsOperationsEndThatRunWithoutARequest(PostgresServer server) throws Exception {
        RunningApplication application = RunningApplication.with(server);
        HeadgateClient client = application.bean(HeadgateClient.class);
        CompletableFuture<Integer> slow = client
                .sql("select 7 from pg_sleep(1)")
                .query(row -> row.get(0, Integer.class))
                .one()
                .toFuture();
        await().until(() -> sleeping(server) == 1);

        application.close();

        assertThat(slow.get()).isEqualTo(7);
        assertThat(client.snapshot().readiness().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void connectsToNothingBeforeItIsUsed(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server)) {
            assertThat(state(application)).isEqualTo(State.COLD);
        }
    }

    @Test
    void connectsUnaskedWhenItIsEager(PostgresServer server) {
        try (RunningApplication application = RunningApplication.with(server, "headgate.startup=eager")) {
            await().until(() -> state(application) == State.READY);
        }
    }

    @Test
    void startsEagerlyWithoutTheDatabase(PostgresServer server) {
        server.stop();

        try (RunningApplication application = RunningApplication.with(server, "headgate.startup=eager")) {
            assertThat(state(application)).isEqualTo(State.OPENING);
        }
    }

    @Test
    void waitsForTheDatabase(PostgresServer server) throws Exception {
        server.stop();
        CompletableFuture<RunningApplication> starting = CompletableFuture.supplyAsync(
                () -> RunningApplication.with(server, "headgate.startup=wait"));
        server.start();

        try (RunningApplication application = starting.get()) {
            assertThat(state(application)).isEqualTo(State.READY);
        }
    }

    @Test
    void doesNotWaitForEver(PostgresServer server) {
        server.stop();

        assertThatThrownBy(() -> RunningApplication.with(server, "headgate.startup=wait", "headgate.startup-wait=1s"))
                .hasStackTraceContaining("the database was not ready within 1000 ms")
                .hasStackTraceContaining("Connection refused");
    }

    @Test
    void doesNotWaitWhereWaitingCannotHelp(PostgresServer server) {
        assertThatThrownBy(() -> RunningApplication.with(server, "headgate.startup=wait",
                "spring.r2dbc.password=notthisone"))
                .hasStackTraceContaining("password authentication failed")
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("notthisone"));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class AsksWhileItIsMade {

        @Bean
        Shipments shipments(HeadgateClient client) {
            return new Shipments(client.sql("select count(*) from shipment")
                    .query(row -> row.get(0, Long.class))
                    .one()
                    .block());
        }
    }

    record Shipments(@Nullable Long count) {}

    private static void empty(PostgresServer server) {
        server.execute("drop schema public cascade");
        server.execute("create schema public");
    }

    private static String jdbcUrl(PostgresServer server) {
        return "jdbc:postgresql://%s:%d/%s".formatted(server.host(), server.port(), server.database());
    }

    @Test
    void comesAfterFlywayOnJdbc(PostgresServer server) {
        empty(server);

        try (RunningApplication application = RunningApplication.with(AsksWhileItIsMade.class, server,
                "spring.flyway.url=" + jdbcUrl(server), "spring.flyway.user=" + server.user(),
                "spring.flyway.password=" + server.password())) {
            assertThat(application.bean(Shipments.class).count()).isEqualTo(2);
        }
    }

    @Test
    void comesAfterLiquibaseOnJdbc(PostgresServer server) {
        empty(server);

        try (RunningApplication application = RunningApplication.with(AsksWhileItIsMade.class, server,
                "spring.liquibase.change-log=classpath:db/changelog/shipments.sql",
                "spring.liquibase.url=" + jdbcUrl(server), "spring.liquibase.user=" + server.user(),
                "spring.liquibase.password=" + server.password())) {
            assertThat(application.bean(Shipments.class).count()).isEqualTo(2);
        }
    }

    @Test
    void comesAfterTheScriptsOfR2dbc(PostgresServer server) {
        empty(server);

        try (RunningApplication application = RunningApplication.with(AsksWhileItIsMade.class, server,
                "headgate.startup=wait", "spring.sql.init.mode=always",
                "spring.sql.init.schema-locations=classpath:db/migration/V1__shipments.sql")) {
            assertThat(application.bean(Shipments.class).count()).isEqualTo(2);
        }
    }
}

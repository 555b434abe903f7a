package io.github.headgate;

import static java.util.Collections.singletonList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.PostgresServer;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/**
 * A table of numbers for those who use the connection factory, over a client whose pool has one connection, which each
 * borrower leaves to the next.
 */
record Notes(PostgresServer server, HeadgateClient client) {

    static final Duration LONG = Duration.ofSeconds(60);
    static final Duration SOON = Duration.ofMillis(200);

    static Notes of(PostgresServer server, String url) {
        return new Notes(server, HeadgateClient.create(HeadgateOptions.builder(url)
                .maxSize(1)
                .timeout(Duration.ofSeconds(20))
                .cancellationTimeout(Duration.ofSeconds(10)) // for a busy machine
                .build()));
    }

    /** The number 7 is taken, which a statement hears of at its end, and a transaction at its commit. */
    void begin() {
        server.execute("create table if not exists note (id int unique deferrable initially deferred, text varchar)");
        server.execute("truncate note");
        server.execute("insert into note values (7)");
    }

    void end() {
        StepVerifier.create(client.close()).expectComplete().verify(LONG);
    }

    /** The process that serves the one connection. */
    Mono<Integer> backend() {
        return client.sql("select pg_backend_pid()").query(row -> row.get(0, Integer.class)).one();
    }

    void assertAre(String ids) {
        assertThat(server.query("select string_agg(id::text, ',' order by id) from note"))
                .containsExactly(singletonList(ids));
    }

    static <T> void assertEmits(Publisher<T> answer, T expected) {
        StepVerifier.create(answer).expectNext(expected).expectComplete().verify(LONG);
    }

    static void assertFails(Publisher<?> answer, Class<? extends Throwable> type) {
        StepVerifier.create(answer)
                .expectErrorSatisfies(failure -> assertThat(failure).isInstanceOf(type))
                .verify(LONG);
    }
}

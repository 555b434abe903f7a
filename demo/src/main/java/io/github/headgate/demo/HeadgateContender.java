package io.github.headgate.demo;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateListener;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.Health;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Headgate, with all its defaults. */
final class HeadgateContender implements Client {

    private static final Logger log = LoggerFactory.getLogger(HeadgateContender.class);

    private final HeadgateClient client;

    HeadgateContender(String url, HeadgateListener listener) {
        this.client = HeadgateClient.create(HeadgateOptions.builder(url).listener(listener).build());
    }

    @Override
    public Mono<Void> query(String sql, Duration deadline) {
        return client.sql(sql)
                .timeout(deadline)
                .query(row -> true)
                .one()
                .then();
    }

    @Override
    public Mono<Answer> health() {
        return client.health()
                .doOnNext(health -> log.debug("{}", health))
                .map(Health::status)
                .map(HeadgateContender::answer);
    }

    private static Answer answer(Health.Status status) {
        return switch (status) {
            case UP, SATURATED -> Answer.UP; // SATURATED answers 200
            case OPENING -> Answer.OPENING;
            case DOWN -> Answer.DOWN;
        };
    }

    @Override
    public Mono<Void> close() {
        return client.close();
    }
}

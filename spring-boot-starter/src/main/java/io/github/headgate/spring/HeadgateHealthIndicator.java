package io.github.headgate.spring;

import io.github.headgate.HeadgateClient;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

/**
 * Tells Spring what a client says of its health, within the client's {@code healthTimeout}.
 *
 * <p>The answers are Spring's own, with ours as the detail {@code state}: every tool knows those and their HTTP
 * statuses, and an answer that it does not know counts for nothing where the application lists its own order of
 * severity. {@code SATURATED} is up, for an instance that is taken away because it is busy leaves its load to the
 * others; {@code OPENING} is out of service, which passes; both that and down are 503.
 */
final class HeadgateHealthIndicator implements ReactiveHealthIndicator {

    private final HeadgateClient client;

    HeadgateHealthIndicator(HeadgateClient client) {
        this.client = client;
    }

    @Override
    public Mono<Health> health() {
        return client.health().map(this::answer);
    }

    private Health answer(io.github.headgate.Health health) {
        Health.Builder answer = Health.status(status(health))
                .withDetail("state", health.status())
                .withDetail("generation", health.generation())
                .withDetail("waiters", client.snapshot().waiting());
        if (health.status() == io.github.headgate.Health.Status.OPENING) {
            answer.withDetail("attempts", health.attempts());
        }
        health.cause().ifPresent(cause -> answer.withDetail("cause", words(cause)));
        health.retryAfter().ifPresent(again -> answer.withDetail("retryAfter", again));
        return answer.build();
    }

    private static Status status(io.github.headgate.Health health) {
        return switch (health.status()) {
            case UP, SATURATED -> Status.UP;
            case OPENING -> Status.OUT_OF_SERVICE;
            case DOWN -> Status.DOWN;
        };
    }

    private static String words(Throwable cause) {
        return cause.getClass().getName() + ": " + cause.getMessage();
    }
}

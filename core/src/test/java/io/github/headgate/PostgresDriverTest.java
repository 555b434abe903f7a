package io.github.headgate;

import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class PostgresDriverTest {

    private static final String URL = "r2dbc:postgresql://app@localhost:1/orders"; // which nobody connects to

    @Test
    void replacesALineOnAThreadThatMustNotBlock() {
        Driver.Dialer dialer = PostgresDriver.of(ConnectionFactoryOptions.parse(URL))
                .dialer(1, HeadgateOptions.builder(URL).build());

        Mono<Void> replaced = Mono.<Void>fromRunnable(() -> dialer.giveUp(0)).subscribeOn(Schedulers.parallel());

        StepVerifier.create(replaced).expectComplete().verify(Duration.ofSeconds(30));
    }
}

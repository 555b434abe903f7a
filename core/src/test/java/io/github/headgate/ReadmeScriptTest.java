package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.testkit.Answer;
import io.github.headgate.testkit.Connect;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The README's test without a server. */
@Timeout(60)
class ReadmeScriptTest {

    @Test
    void waitsForASecondConnectInVirtualTime() {
        // tag::script[]
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        ScriptedConnectionFactory driver = ScriptedConnectionFactory.timedBy(timer)
                .connects(Connect.fails(new ConnectException("refused")), Connect.succeeds())
                .on("select name from customer", Answer.columns("name").row("Ada"));
        HeadgateClient client = HeadgateClient.create(HeadgateOptions.builder(driver).timer(timer).build());
        Mono<String> name = client.sql("select name from customer").query(row -> row.get(0, String.class)).one();

        StepVerifier.create(name)
                .then(() -> timer.advanceTimeBy(Duration.ofMillis(125))) // the longest first wait between attempts
                .expectNext("Ada")
                .verifyComplete();
        // end::script[]

        assertThat(driver.executions("select name from customer")).hasSize(1);
    }
}

package io.github.headgate.spring;

import io.github.headgate.reactor.DeadlineTicker;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.DispatcherHandler;
import reactor.core.scheduler.Schedulers;

/**
 * One deadline for all queries of a request, and an answer that tells its caller what to do when there is no database.
 */
@AutoConfiguration(after = {HeadgateAutoConfiguration.class, WebFluxAutoConfiguration.class})
@ConditionalOnClass({DispatcherHandler.class, WebFluxAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = "headgate.enabled", matchIfMissing = true)
@EnableConfigurationProperties(HeadgateWebProperties.class)
public final class HeadgateWebAutoConfiguration {

    private static final Duration TICK = Duration.ofMillis(5); // as the client's own

    @Bean
    @Conditional(DeadlineAsked.class)
    DeadlineFilter headgateDeadlineFilter(HeadgateWebProperties properties) {
        return new DeadlineFilter(properties, DeadlineTicker.of(Schedulers.parallel(), TICK));
    }

    @Bean
    @ConditionalOnBooleanProperty(name = "headgate.web.problems", matchIfMissing = true)
    ProblemResponses headgateProblemResponses(ServerCodecConfigurer codecs) {
        return new ProblemResponses(codecs);
    }

    static final class DeadlineAsked extends AnyNestedCondition {

        DeadlineAsked() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("headgate.web.request-deadline")
        static final class ForAll {}

        @ConditionalOnProperty("headgate.web.deadline-header")
        static final class ByHeader {}
    }
}

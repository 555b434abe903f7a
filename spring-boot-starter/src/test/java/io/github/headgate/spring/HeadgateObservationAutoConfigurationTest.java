package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.micrometer.HeadgateObservationContext;
import io.github.headgate.micrometer.HeadgateObservationConvention;
import io.github.headgate.testkit.ScriptedConnectionFactory;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class HeadgateObservationAutoConfigurationTest {

    private final List<Observation.Context> observed = new CopyOnWriteArrayList<>();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    HeadgateObservationAutoConfiguration.class, ObservationAutoConfiguration.class))
            .withBean("kept", ObservationHandler.class, this::kept);

    private ObservationHandler<Observation.Context> kept() {
        return new ObservationHandler<>() {

            @Override
            public void onStop(Observation.Context context) {
                observed.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        };
    }

    /** Runs an update on a client that is made with the customizers of {@code context}. */
    private void update(AssertableApplicationContext context) {
        HeadgateOptions.Builder options = HeadgateOptions
                .builder(ScriptedConnectionFactory.timedBy(Schedulers.parallel()));
        context.getBeanProvider(HeadgateOptionsCustomizer.class)
                .orderedStream()
                .forEach(customizer -> customizer.customize(options));
        HeadgateClient client = HeadgateClient.create(options.build());

        StepVerifier.create(client.sql("update t set a = 1").update())
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(30));
    }

    @Test
    void observesTheOperationsOfTheClient() {
        application.run(context -> {
            update(context);

            assertThat(observed).singleElement().satisfies(operation -> {
                assertThat(operation.getName()).isEqualTo("headgate.operation");
                assertThat(operation.getHighCardinalityKeyValue("db.query.text")).isNull();
            });
        });
    }

    @Test
    void tellsTheStatementIfThatIsAskedFor() {
        application.withPropertyValues("headgate.observation.query-text=true").run(context -> {
            update(context);

            assertThat(observed).singleElement()
                    .satisfies(operation -> assertThat(operation.getHighCardinalityKeyValues())
                            .contains(KeyValue.of("db.query.text", "update t set a = 1")));
        });
    }

    @Test
    void namesThemByTheConventionOfTheApplication() {
        HeadgateObservationConvention own = new HeadgateObservationConvention() {

            @Override
            public String getContextualName(HeadgateObservationContext context) {
                return "ours";
            }
        };

        application.withBean(HeadgateObservationConvention.class, () -> own).run(context -> {
            update(context);

            assertThat(observed).extracting(Observation.Context::getContextualName).containsExactly("ours");
        });
    }

    @Test
    void canBeSwitchedOff() {
        application.withPropertyValues("headgate.observation.enabled=false")
                .run(context -> assertThat(context).hasSingleBean(ObservationRegistry.class)
                        .doesNotHaveBean(HeadgateOptionsCustomizer.class));
    }

    @Test
    void isNotThereWithoutMicrometer() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(HeadgateObservationAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HeadgateOptionsCustomizer.class));
    }
}

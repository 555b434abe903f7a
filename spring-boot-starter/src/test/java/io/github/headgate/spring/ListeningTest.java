package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateEvent;
import io.github.headgate.HeadgateListener;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.OperationObserver;
import io.github.headgate.micrometer.HeadgateMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** Who hears of the starter's client, of all that could: the starter's own and the application's. */
class ListeningTest {

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, HeadgateAutoConfiguration.class,
                    HeadgateMetricsAutoConfiguration.class, HeadgateObservationAutoConfiguration.class))
            .withBean(MeterRegistry.class, () -> meters)
            .withBean(ObservationRegistry.class, this::observations)
            .withPropertyValues("spring.r2dbc.url=r2dbc:postgresql://app@localhost:1/orders", "headgate.timeout=1ms");

    private ObservationRegistry observations() {
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new ObservationHandler<>() {

            @Override
            public void onStart(Observation.Context context) {
                heard.add("starter");
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return true;
            }
        });
        return observations;
    }

    private OperationObserver observer(String name) {
        return (operation, context) -> {
            heard.add(name);
            return event -> {};
        };
    }

    /** Fails, for there is no database; that is heard of too. */
    private static void read(ApplicationContext context) {
        context.getBean(HeadgateClient.class).sql("select 1").query(row -> 1).one().onErrorComplete().block();
    }

    private long operations() {
        return meters.find("db.client.operation.duration").timers().stream().mapToLong(Timer::count).sum();
    }

    @Test
    void isTheStarterWhereTheApplicationSaysNothing() {
        application.run(context -> {
            read(context);

            assertThat(heard).containsExactly("starter");
            await().untilAsserted(() -> assertThat(operations()).isEqualTo(1));
        });
    }

    @Test
    void isTheObserverOfACustomizerInThePlaceOfTheStarters() {
        application
                .withBean("own", HeadgateOptionsCustomizer.class, () -> options -> options.observer(observer("own")))
                .run(context -> {
                    read(context);

                    assertThat(heard).containsExactly("own");
                });
    }

    @Test
    void isTheListenerOfACustomizerInThePlaceOfAllOthers() {
        HeadgateListener own = new HeadgateListener() {

            @Override
            public void created(HeadgateClient client, HeadgateOptions options) {
                heard.add("own");
            }

            @Override
            public void on(HeadgateEvent event) {
                // which there are does not matter
            }
        };

        application.withBean("own", HeadgateOptionsCustomizer.class, () -> options -> options.listener(own))
                .run(context -> {
                    assertThat(heard).contains("own");
                    assertThat(meters.getMeters()).isEmpty();
                });
    }

    @Test
    void isAnObserverAmongTheBeansInThePlaceOfTheStarters() {
        application.withBean(OperationObserver.class, () -> observer("bean")).run(context -> {
            read(context);

            assertThat(heard).containsExactly("bean");
        });
    }

    @Test
    void isNotTwoObserversAmongTheBeans() {
        application.withBean("first", OperationObserver.class, () -> observer("first"))
                .withBean("second", OperationObserver.class, () -> observer("second"))
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("found 2: first,second"));
    }

    @Test
    void isTheApplicationsMetersInThePlaceOfTheStarters() {
        application.withBean("own", HeadgateMeters.class, () -> HeadgateMeters.of(meters)).run(context -> {
            read(context);

            await().untilAsserted(() -> assertThat(operations()).isEqualTo(1));
        });
    }

    @Test
    void isNobodyWhereHeadgateIsOff() {
        application.withPropertyValues("headgate.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HeadgateOptionsCustomizer.class));
    }
}

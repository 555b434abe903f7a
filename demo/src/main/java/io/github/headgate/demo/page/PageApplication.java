package io.github.headgate.demo.page;

import io.github.headgate.HeadgateClient;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The application behind the page. Its {@link HeadgateClient} is the starter's. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(PageController.class)
class PageApplication {

    /** The same for both lanes. */
    private static final String DEADLINE = "${headgate.timeout}";

    @Bean
    Database database() {
        return new Database();
    }

    /** Stands for the {@code spring.r2dbc.url} of other applications, since this one starts its database itself. */
    @Bean
    R2dbcConnectionDetails connectionDetails(Database database) {
        return () -> ConnectionFactoryOptions.parse(database.headgateWay().url());
    }

    @Bean
    HeadgateLane headgateLane(HeadgateClient client, Database database, @Value("${headgate.max-size}") int size) {
        return new HeadgateLane(client, database.headgateWay()::connects, size);
    }

    @Bean
    PlainLane plainLane(Database database, @Value(DEADLINE) Duration deadline) {
        return new PlainLane(database.plainWay(), deadline);
    }

    @Bean
    Load headgateLoad(HeadgateLane lane, PlainLane other) {
        return new Load(lane, lane.warmUp().and(other.warmUp()));
    }

    @Bean
    Load plainLoad(PlainLane lane, HeadgateLane other) {
        return new Load(lane, lane.warmUp().and(other.warmUp()));
    }

    @Bean
    Frames frames(
            HeadgateClient client, Database database, Load headgateLoad, Load plainLoad,
            @Value(DEADLINE) Duration deadline) {
        return new Frames(client, database, List.of(headgateLoad, plainLoad), deadline);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler hand() {
        return Schedulers.newSingle("hand");
    }
}

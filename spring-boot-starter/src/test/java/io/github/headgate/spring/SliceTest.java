package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.HeadgateConnectionFactory;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.r2dbc.test.autoconfigure.DataR2dbcTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.r2dbc.core.R2dbcEntityTemplate;

/** What a test of Spring Data's repositories runs on. */
@DataR2dbcTest(properties = "spring.r2dbc.url=r2dbc:postgresql://app@db.example/orders")
class SliceTest {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @Test
    void isTheSameAsWhatTheApplicationRunsOn(
            @Autowired ConnectionFactory factory, @Autowired R2dbcEntityTemplate template) {
        assertThat(((Wrapped<?>) factory).unwrap(HeadgateConnectionFactory.class)).isNotNull();
        assertThat(template.getDatabaseClient().getConnectionFactory()).isSameAs(factory);
    }
}

package io.github.headgate.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the client's meters are registered.
 *
 * @param enabled whether the client's meters are registered at all
 * @param r2dbcPool the name tag of the r2dbc.pool meters, which Spring Boot has for a pool's bean of that name
 */
@ConfigurationProperties("headgate.metrics")
public record HeadgateMetricsProperties(
        @DefaultValue("true") boolean enabled, @DefaultValue("connectionFactory") String r2dbcPool) {}

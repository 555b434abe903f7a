package io.github.headgate.spring;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the client's operations are observed.
 *
 * @param enabled whether operations are observed at all
 * @param queryText whether a statement's text, with its placeholders, becomes a key of high cardinality
 */
@ConfigurationProperties("headgate.observation")
public record HeadgateObservationProperties(
        @DefaultValue("true") boolean enabled, @DefaultValue("false") boolean queryText) {}

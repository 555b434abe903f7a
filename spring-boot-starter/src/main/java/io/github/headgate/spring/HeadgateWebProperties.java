package io.github.headgate.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a request and the database have to do with each other.
 *
 * @param requestDeadline How long all queries of a request may take together, from its arrival. Each is bounded by
 *     headgate.timeout too. Does not hold for a request for text/event-stream or for a WebSocket.
 * @param deadlineHeader The name of a request header in which the caller may ask for an earlier deadline, such as
 *     250ms, 2s, PT2S, or milliseconds. Not read unless set.
 */
@ConfigurationProperties("headgate.web")
record HeadgateWebProperties(@Nullable Duration requestDeadline, @Nullable String deadlineHeader) {

    HeadgateWebProperties {
        if (requestDeadline != null && (requestDeadline.isNegative() || requestDeadline.isZero())) {
            throw new InvalidPropertyException("headgate.web.request-deadline",
                    "must be positive, was " + requestDeadline);
        }
        if (deadlineHeader != null && deadlineHeader.isBlank()) {
            throw new InvalidPropertyException("headgate.web.deadline-header", "must be a header's name, was blank");
        }
    }
}

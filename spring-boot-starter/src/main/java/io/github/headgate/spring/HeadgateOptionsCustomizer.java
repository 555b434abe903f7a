package io.github.headgate.spring;

import io.github.headgate.HeadgateOptions;

/**
 * Changes the client's options after the properties and the starter's meters and observations have been applied to them.
 * A bean of the application, or several.
 *
 * <p>It has the last word: {@code observer(…)} replaces the starter's, and {@code listener(…)} all that there are, the
 * beans and the meters among them. {@link HeadgateOptions.Builder#addListener} adds one.
 */
@FunctionalInterface
public interface HeadgateOptionsCustomizer {

    void customize(HeadgateOptions.Builder options);
}

package io.github.headgate.spring;

import io.github.headgate.HeadgateOptions;

/**
 * Changes the client's options after the properties have been applied to them. A bean of the application, or several.
 */
@FunctionalInterface
public interface HeadgateOptionsCustomizer {

    void customize(HeadgateOptions.Builder options);
}

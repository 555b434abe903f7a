package io.github.headgate.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;

/** Makes Headgate the application's {@code ConnectionFactory}. */
@AutoConfiguration
public class HeadgateAutoConfiguration {}

package io.github.headgate.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what the database answered while the application waited for it. */
final class StartupFailureAnalyzer extends AbstractFailureAnalyzer<StartupFailedException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, StartupFailedException cause) {
        return new FailureAnalysis("headgate.startup is 'wait', and the database did not become ready: "
                + cause.getMessage(),
                "Look after the database and spring.r2dbc.*, wait longer with headgate.startup-wait, or start"
                        + " without the database with headgate.startup=lazy.",
                cause);
    }
}

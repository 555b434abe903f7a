package io.github.headgate.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which property kept the application from starting, and what it must be. */
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<InvalidPropertyException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, InvalidPropertyException cause) {
        return new FailureAnalysis("The property " + cause.property() + " has a value that Headgate cannot work with: "
                + cause.reason(),
                "Correct " + cause.property()
                        + ", or leave the ConnectionFactory to Spring Boot with headgate.enabled=false.",
                cause);
    }
}

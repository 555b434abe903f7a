package io.github.headgate.demo;

import java.util.List;

/** The cases, in the order of the analysis that Headgate comes from. */
final class Cases {

    private static final List<Case> ALL = List.of(
            new ColdStart(),
            new Crowd(),
            new HealthInWarmUp(),
            new EngineFailure(),
            new Restart(),
            new LongOutage(),
            new SilentServer(),
            new Misconfiguration());

    private Cases() {}

    static int count() {
        return ALL.size();
    }

    /**
     * Returns one of them.
     *
     * @param number counted from 1
     */
    static Case numbered(int number) {
        return ALL.get(number - 1);
    }
}

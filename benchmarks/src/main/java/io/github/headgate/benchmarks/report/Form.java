package io.github.headgate.benchmarks.report;

import java.util.List;

/** How thoroughly something is measured. */
public enum Form {

    /** To see how it goes: under five minutes, and into a directory that is not kept. */
    QUICK,

    /** To be quoted. */
    FULL;

    /**
     * What has to be said for a table in this form, behind {@code ./mvnw -q -Pbench}.
     *
     * @param peers those that were chosen, empty for all
     * @param workloads likewise
     */
    public String command(String table, List<String> peers, List<String> workloads) {
        return "-Dbench=" + table
                + (this == FULL ? " -Dbench.form=full" : "")
                + (peers.isEmpty() ? "" : " -Dbench.peers=" + String.join(",", peers))
                + (workloads.isEmpty() ? "" : " -Dbench.workloads=" + String.join(",", workloads));
    }
}

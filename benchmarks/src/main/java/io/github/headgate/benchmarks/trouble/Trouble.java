package io.github.headgate.benchmarks.trouble;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Peer;
import io.github.headgate.benchmarks.peers.PeerProcess;
import io.github.headgate.benchmarks.peers.Work;
import io.github.headgate.benchmarks.report.Form;
import io.github.headgate.benchmarks.report.Page;
import io.github.headgate.testkit.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The page of what the clients do in trouble: a row for each client, a column for each fault. */
public final class Trouble {

    private static final String CONNECTIONS = "50";

    static final Map<String, Consumer<Trial>> FAULTS = faults();

    private final String command;
    private final Dose dose;
    private final List<Contender> contenders;
    private final Steps progress;
    private final Map<String, Findings> findings = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private Trouble(String command, Dose dose, List<Contender> contenders) {
        this.command = command;
        this.dose = dose;
        this.contenders = contenders;
        this.progress = new Steps(contenders.size() * FAULTS.size());
    }

    /**
     * @param peers ids, empty for all
     * @throws IllegalArgumentException if one of them is not known
     */
    public static Trouble of(Form form, List<String> peers) {
        return new Trouble(form.command("trouble", peers, List.of()), Dose.of(form), Peer.chosen(peers));
    }

    /** In this order: after the last one, a client is of no more use. */
    private static Map<String, Consumer<Trial>> faults() {
        Map<String, Consumer<Trial>> faults = new LinkedHashMap<>();
        faults.put("first row in a new JVM", Trial::firstRowInNewJvm);
        faults.put("warming up", Trial::warmUp);
        faults.put("first row", Trial::firstRow);
        faults.put("callers at once", Trial::bursts);
        faults.put("callers at once, client just made", Trial::burstsOfNewClients);
        faults.put("cancel", Trial::cancel);
        faults.put("restart", Trial::restarts);
        faults.put("outage", Trial::outage);
        faults.put("silence", Trial::silence);
        return faults;
    }

    /**
     * Lets all faults happen to all clients, and tells on the screen how it goes.
     *
     * @param pages the directory for the page, and all figures as JSON
     * @param scratch the directory for logs
     * @return the page
     */
    public Path write(Path pages, Path scratch) throws IOException {
        for (Contender contender : contenders) {
            PeerProcess.noteOfJdk(contender).ifPresent(this::note);
            if (PeerProcess.canRun(contender)) {
                tried(contender, scratch);
            }
        }
        if (findings.values().stream().allMatch(Findings::areNone)) {
            throw new IllegalStateException("nothing could be measured, so no page is written");
        }
        Page page = new Page("trouble", command, new TroublePage(dose, findings, notes).body(), Peer.libraries());
        page.writeRaw(pages, findings);
        return page.write(pages);
    }

    /** All faults, on a server of its own. A client that fails at one is of no use for those that follow. */
    private void tried(Contender contender, Path scratch) {
        try (PostgresServer server = PostgresServer.builder().setting("max_connections", CONNECTIONS).start();
                Trial trial = new Trial(server, contender, dose, scratch)) {
            Work.SCHEMA.forEach(server::execute);
            findings.put(contender.label(), trial.findings());
            FAULTS.forEach((name, fault) -> {
                System.out.println(progress.next() + "  " + contender.label() + ": " + name);
                fault.accept(trial);
            });
        } catch (RuntimeException failure) {
            note(contender.label() + " has failed, and shows no figures from there on: " + failure.getMessage());
        }
    }

    private void note(String note) {
        System.out.println(note);
        notes.add(note);
    }
}

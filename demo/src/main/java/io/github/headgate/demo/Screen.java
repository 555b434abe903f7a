package io.github.headgate.demo;

import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Help.Ansi;

/** Where the demo shows itself: in colour and ticking on a terminal, in plain lines elsewhere. */
final class Screen {

    private static final String EMPTIED_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final Ansi ansi;
    private final boolean ticking;

    Screen(PrintStream out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
        this.ticking = ansi.enabled() && Ansi.AUTO.enabled(); // colours can be had without a terminal
    }

    void line(String text) {
        out.println(ticking ? EMPTIED_LINE + text : text);
        out.flush();
    }

    void line(String style, String text) {
        line(styled(style, text));
    }

    /** Shows for how long something has been going on, until the next line takes its place. */
    void tick(Duration time) {
        if (ticking) {
            out.print(EMPTIED_LINE + "        " + time.toSeconds() + " s ...");
            out.flush();
        }
    }

    /**
     * Dresses text, where it is shown in colour.
     *
     * @param style in picocli's words: {@code bold,red}
     */
    String styled(String style, String text) {
        return ansi.string("@|" + style + " " + text + "|@");
    }
}

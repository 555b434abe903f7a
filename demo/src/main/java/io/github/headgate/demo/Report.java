package io.github.headgate.demo;

import static com.github.freva.asciitable.HorizontalAlign.LEFT;
import static com.github.freva.asciitable.HorizontalAlign.RIGHT;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.OverflowBehaviour;
import com.github.freva.asciitable.Styler;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays out what was seen, in at most 100 columns. */
final class Report {

    static final String LEGEND = """
            slowest   the longest that a caller waited, for an answer or for a failure
            connects  counted by a proxy before the server; without those that it could not see (case 8)
            lies      health said UP between two queries that failed, or DOWN between two that succeeded;
                      - if it was not asked
            plain     r2dbc-pool with Retry.backoff(5, 100 ms) and the same deadline, see PlainContender""";

    private static final String KEPT = "kept";
    private static final String BROKEN = "BROKEN";

    private final Screen screen;

    Report(Screen screen) {
        this.screen = screen;
    }

    /** The promises of one case, each with what was seen. */
    String promises(List<Promise> promises) {
        return AsciiTable.builder()
                .border(AsciiTable.NO_BORDERS)
                .styler(styler())
                .data(promises, List.of(
                        text(15).dataAlign(RIGHT).minWidth(15).with(promise -> promise.kept() ? KEPT : BROKEN),
                        text(39).with(Promise::text),
                        text(46).with(Promise::fact)))
                .asString();
    }

    /** One row for each case, and in it one line for each client. */
    String table(List<Performance> performances) {
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_OUTSIDE_BORDER)
                .data(performances, List.of(
                        text(14).header("case").with(played -> played.number() + " " + played.played().title()),
                        text(25).header("what was done").with(played -> played.played().script()),
                        text(10).header("client").with(Report::clients),
                        number("succeeded", score -> Long.toString(score.succeeded())),
                        number("failed", score -> Long.toString(score.failed())),
                        number("slowest", score -> Facts.time(score.slowest())),
                        number("connects", score -> Integer.toString(score.connects())),
                        number("lies", Report::lies)))
                .asString();
    }

    private static String clients(Performance performance) {
        return performance.outcomes()
                .keySet()
                .stream()
                .map(Contender::label)
                .collect(Collectors.joining("\n"));
    }

    private static String lies(Score score) {
        return score.lies().isPresent() ? Integer.toString(score.lies().getAsInt()) : "-";
    }

    private static Column text(int width) {
        return new Column()
                .headerAlign(LEFT)
                .dataAlign(LEFT)
                .maxWidth(width, OverflowBehaviour.NEWLINE);
    }

    private static ColumnData<Performance> number(String header, Function<Score, String> number) {
        return new Column()
                .header(header)
                .headerAlign(RIGHT)
                .dataAlign(RIGHT)
                .with(played -> played.outcomes()
                        .values()
                        .stream()
                        .map(Outcome::score)
                        .map(number)
                        .collect(Collectors.joining("\n")));
    }

    private Styler styler() {
        return new Styler() {
            @Override
            public List<String> styleCell(Column column, int row, int index, List<String> lines) {
                return lines.stream().map(this::coloured).toList();
            }

            private String coloured(String line) {
                return Stream.of(KEPT, BROKEN).anyMatch(line.strip()::equals)
                        ? screen.styled(line.strip().equals(KEPT) ? "green" : "bold,red", line)
                        : line;
            }
        };
    }
}

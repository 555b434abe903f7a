package io.github.headgate.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;
import net.steppschuh.markdowngenerator.table.Table;

/** A table whose first columns are words and whose others are figures. */
public final class MarkdownTable {

    private final Table.Builder table;

    private MarkdownTable(Table.Builder table) {
        this.table = table;
    }

    /**
     * @param words how many columns are words
     */
    public static MarkdownTable of(int words, List<String> head) {
        List<Integer> alignments = IntStream.range(0, head.size())
                .mapToObj(column -> column < words ? Table.ALIGN_LEFT : Table.ALIGN_RIGHT)
                .toList();
        return new MarkdownTable(new Table.Builder().withAlignments(alignments).addRow(head.toArray()));
    }

    public void add(List<String> row) {
        table.addRow(row.toArray());
    }

    public void add(String... row) {
        add(List.of(row));
    }

    @Override
    public String toString() {
        return table.build().toString();
    }
}

package io.github.headgate.benchmarks.peers;

/**
 * The statements of {@link Work} with question marks for placeholders, as pgjdbc and jasync have them: made once, so that
 * no operation pays for it.
 */
final class Questions {

    static final String ONE = marked(Work.ONE);
    static final String TOUCH = marked(Work.TOUCH);
    static final String ENTER = marked(Work.ENTER);

    private Questions() {}

    private static String marked(String sql) {
        return sql.replace("$1", "?");
    }
}

package io.github.headgate.benchmarks.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A method, or a function of the JVM's or the kernel's, on a stack.
 *
 * @param name that of a method is with its class and package
 */
record Frame(String name, Part part) {

    private static final Pattern KIND = Pattern.compile("(.+)_\\[([01ijk])]");
    private static final String KERNEL = "k";
    private static final Pattern ADDRESS = Pattern.compile("[./]0x[0-9a-f]+"); // that of a hidden class

    /** Reads one as async-profiler writes it: with what kind it is of at its end, but for native functions. */
    static Frame read(String written) {
        Matcher found = KIND.matcher(written);
        if (!found.matches()) {
            return new Frame(written, Part.MACHINE);
        }
        return found.group(2).equals(KERNEL)
                ? new Frame(found.group(1), Part.KERNEL)
                : method(ADDRESS.matcher(found.group(1)).replaceAll("").replace('/', '.'));
    }

    private static Frame method(String name) {
        return new Frame(name, Part.of(name));
    }
}

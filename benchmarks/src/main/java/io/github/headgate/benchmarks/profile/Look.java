package io.github.headgate.benchmarks.profile;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;

import io.github.headgate.benchmarks.peers.Contender;
import io.github.headgate.benchmarks.peers.Sample;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** What one client did while it was looked at. Its figures are microseconds of processor time for one operation. */
record Look(Contender contender, Sample sample, List<Stack> stacks) {

    /** Whether the machine let the kernel be seen. */
    boolean hasKernel() {
        return stacks.stream().anyMatch(stack -> stack.self() == Part.KERNEL);
    }

    Map<Part, Double> by(Function<Stack, Part> part) {
        return micros(stacks.stream(), part);
    }

    /** Those of self time, the kernel's and the JVM's left out. */
    Map<String, Double> methods() {
        return micros(stacks.stream().filter(Look::isInMethod), stack -> stack.innermost().name());
    }

    private static boolean isInMethod(Stack stack) {
        return switch (stack.self()) {
            case KERNEL, COMPILERS, MACHINE -> false;
            default -> true;
        };
    }

    private <T> Map<T, Double> micros(Stream<Stack> chosen, Function<Stack, T> key) {
        double samples = stacks.stream().mapToLong(Stack::samples).sum();
        return chosen.collect(
                groupingBy(key, summingDouble(stack -> sample.processor() * stack.samples() / samples)));
    }
}

package io.github.headgate.benchmarks.profile;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Where a thread has been seen.
 *
 * @param frames from the thread itself inwards
 * @param samples how often
 */
record Stack(List<Frame> frames, long samples) {

    private static final String COMPILER = " CompilerT"; // a native thread has 15 characters for its name

    /** Reads a line of async-profiler's collapsed stacks. */
    static Stack read(String line) {
        int end = line.lastIndexOf(' '); // there are names with spaces
        return new Stack(Stream.of(line.substring(0, end).split(";")).map(Frame::read).toList(),
                Long.parseLong(line.substring(end + 1)));
    }

    /** What the thread was in. */
    Frame innermost() {
        return frames.get(frames.size() - 1);
    }

    /** The part that it was in; whatever a compiler does is the compilers'. */
    Part self() {
        return frames.get(0).name().contains(COMPILER) ? Part.COMPILERS : innermost().part();
    }

    /** The innermost part that employs others, if one has called what the thread was in; the kernel works for itself. */
    Part employer() {
        Part self = self();
        if (self == Part.KERNEL || self == Part.COMPILERS) {
            return self;
        }
        return IntStream.iterate(frames.size() - 1, index -> index >= 0, index -> index - 1)
                .mapToObj(index -> frames.get(index).part())
                .filter(Part::employs)
                .findFirst()
                .orElse(self);
    }
}

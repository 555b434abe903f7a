package io.github.headgate.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StackTest {

    private static final String LOOP = "[reactor-tcp-epoll-1 tid=7];java/lang/Thread.run_[0];"
            + "io/netty/channel/epoll/EpollEventLoop.run_[j];";

    @ParameterizedTest
    @CsvSource({
            "io/github/headgate/Lease.releasing_[j], HEADGATE, HEADGATE",
            "io/github/headgate/Lease.releasing_[j];reactor/core/publisher/Mono.subscribe_[i], REACTOR, HEADGATE",
            "io/github/headgate/Lease$$Lambda$77/0x00007f13.get_[1];java/util/HashMap.get_[i], JDK, HEADGATE",
            "io/r2dbc/pool/ConnectionPool.create_[j];vtable stub, MACHINE, POOL",
            "reactor/pool/SimpleDequePool.drainLoop_[j];java/util/ArrayDeque.poll_[i], JDK, POOL",
            "io/r2dbc/postgresql/PostgresqlRow.get_[i];reactor/util/Loggers.info_[j], REACTOR, DRIVER",
            "io/github/headgate/Lease.get_[j];io/r2dbc/spi/Row.get_[i], DRIVER, DRIVER",
            "reactor/core/publisher/FluxMap.onNext_[j], REACTOR, NETTY",
            "reactor/netty/channel/ChannelOperations.onNext_[i], NETTY, NETTY",
            "io/github/headgate/benchmarks/peers/Caller.next_[j];java/util/Random.next_[i], JDK, HARNESS",
            "io/github/headgate/Lease.get_[j];org/HdrHistogram/Histogram.add_[i], HARNESS, HARNESS",
            "io/github/headgate/Lease.get_[j];__send;do_syscall_64_[k], KERNEL, KERNEL"})
    void countsForThePartThatItIsInAndForTheOneThatCalledIt(String frames, Part self, Part employer) {
        Stack stack = Stack.read(LOOP + frames + " 12");

        assertThat(stack.self()).isEqualTo(self);
        assertThat(stack.employer()).isEqualTo(employer);
        assertThat(stack.samples()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource({
            "[C2 CompilerThre tid=9];start_thread;C2Compiler::compile_method, COMPILERS",
            "[C1 CompilerThre tid=9];start_thread;asm_exc_page_fault_[k], COMPILERS",
            "[GC Thread#0 tid=3];start_thread;operator new(unsigned long), MACHINE",
            "[parallel-1 tid=4];java/lang/Thread.run_[j];reactor/core/scheduler/WorkerTask.call_[i], REACTOR"})
    void countsForItselfWhereNobodyHasCalledIt(String frames, Part part) {
        Stack stack = Stack.read(frames + " 3");

        assertThat(stack.self()).isEqualTo(part);
        assertThat(stack.employer()).isEqualTo(part);
    }

    @Test
    void namesAMethodWithoutTheAddressOfItsClass() {
        assertThat(Frame.read("io/github/headgate/Lease$$Lambda$77/0x00007f1314003800.get_[i]").name())
                .isEqualTo("io.github.headgate.Lease$$Lambda$77.get");
        assertThat(Frame.read("io/github/headgate/Lease$$Lambda$77.0x00007f1314003800.get_[j]").name())
                .isEqualTo("io.github.headgate.Lease$$Lambda$77.get");
        assertThat(Frame.read("io/github/headgate/Lease.<init>_[0]").name())
                .isEqualTo("io.github.headgate.Lease.<init>");
    }
}

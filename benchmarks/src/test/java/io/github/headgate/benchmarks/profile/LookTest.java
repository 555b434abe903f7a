package io.github.headgate.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.headgate.benchmarks.peers.Peer;
import io.github.headgate.benchmarks.peers.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LookTest {

    private static final double PROCESSOR = 40;
    private static final List<Stack> STACKS = Stream.of(
            "[reactor-tcp-epoll-1 tid=7];io/github/headgate/Lease.get_[j];java/util/HashMap.get_[i] 1",
            "[reactor-tcp-epoll-2 tid=8];io/github/headgate/Lease.put_[j];java/util/HashMap.get_[i] 1",
            "[reactor-tcp-epoll-2 tid=8];io/github/headgate/Lease.put_[j] 2",
            "[reactor-tcp-epoll-2 tid=8];io/netty/channel/epoll/Native.write_[j];__send;do_syscall_64_[k] 3",
            "[C2 CompilerThre tid=9];start_thread;Compile::Optimize 1").map(Stack::read).toList();

    private final Look look = new Look(Peer.HEADGATE, new Sample(1, null, null, null, PROCESSOR, null, 0, null),
            STACKS);

    @Test
    void sharesTheTimeOfAnOperationOut() {
        assertThat(look.by(Stack::self)).isEqualTo(Map.of(
                Part.HEADGATE, 10.0, Part.JDK, 10.0, Part.KERNEL, 15.0, Part.COMPILERS, 5.0));
        assertThat(look.by(Stack::employer)).isEqualTo(Map.of(
                Part.HEADGATE, 20.0, Part.KERNEL, 15.0, Part.COMPILERS, 5.0));
    }

    @Test
    void sumsAMethodUpWhereverItWasCalled() {
        assertThat(look.methods()).isEqualTo(Map.of(
                "java.util.HashMap.get", 10.0, "io.github.headgate.Lease.put", 10.0));
    }
}

package io.github.headgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class EventLoopsTest {

    private final LoopResources resources = LoopResources.create("event-loops-test", 4, true);
    private final EventLoopGroup group = resources.onClient(false);

    @AfterEach
    void disposes() {
        resources.dispose();
    }

    private List<EventLoopGroup> given(EventLoops loops, int connections) {
        return Stream.generate(() -> loops.at(loops.turn(), group)).limit(connections).toList();
    }

    @Test
    void givesEachConnectionToTheNext() {
        List<EventLoopGroup> given = given(EventLoops.all(), 8);

        assertThat(given.subList(0, 4)).doesNotHaveDuplicates().allMatch(EventLoop.class::isInstance);
        assertThat(given.subList(4, 8)).isEqualTo(given.subList(0, 4));
    }

    @Test
    void givesToNoMoreThanSoMany() {
        assertThat(given(EventLoops.atMost(2), 10).stream().distinct()).hasSize(2);
    }

    @Test
    void givesEqualPartsWhereThereAreFewerThanSoMany() {
        List<EventLoopGroup> given = given(EventLoops.atMost(6), 8); // of four

        assertThat(given.subList(0, 4)).doesNotHaveDuplicates();
        assertThat(given.subList(4, 8)).isEqualTo(given.subList(0, 4));
    }

    @Test
    void beginsSomewhereElseForAnotherClient() {
        assertThat(Stream.generate(() -> EventLoops.atMost(1).at(0, group)).limit(100).distinct())
                .hasSizeGreaterThan(1);
    }

    @Test
    void leavesTheTransportAsItIs() {
        EventLoopGroup natively = resources.onClient(true);

        assertThat(resources.onChannelClass(SocketChannel.class, EventLoops.all().at(0, natively)))
                .isEqualTo(resources.onChannelClass(SocketChannel.class, natively));
    }

    @Test
    void goesOnToTheNextOnALoopOfTheirOwn() throws Exception {
        EventLoops loops = EventLoops.all();

        List<EventLoopGroup> given = group.next().submit(() -> given(loops, 4)).get();

        assertThat(given).doesNotHaveDuplicates();
    }
}

package io.github.headgate;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops, with a note of the latest channel that was made for a connection. Reactor Netty asks for loops several
 * times a connect, and is given the same one until the {@linkplain #begin next} begins. For one connect at a time.
 */
final class ChannelRecorder implements LoopResources {

    private final LoopResources loops;
    private final EventLoops spread;
    private volatile int turn;
    private volatile @Nullable Channel latest;

    /**
     * @param spread those of {@code loops} that connections are given to
     */
    ChannelRecorder(LoopResources loops, EventLoops spread) {
        this.loops = loops;
        this.spread = spread;
    }

    /** A connect begins. One aside takes nobody's turn, so that those of the pool are spread evenly. */
    void begin(Driver.Use use) {
        if (use == Driver.Use.POOL) {
            turn = spread.turn();
        }
    }

    @Nullable
    Channel latest() {
        return latest;
    }

    /** Returns what was noted, which belongs to a connection now and is not the next connect's to close. */
    @Nullable
    Channel take() {
        Channel taken = latest;
        latest = null;
        return taken;
    }

    @Override
    public <C extends Channel> C onChannel(Class<C> type, EventLoopGroup group) {
        C channel = loops.onChannel(type, group);
        if (!DatagramChannel.class.isAssignableFrom(type)) { // that one is for names, not for a connection
            latest = channel;
        }
        return channel;
    }

    @Override
    public <C extends Channel> Class<? extends C> onChannelClass(Class<C> type, EventLoopGroup group) {
        return loops.onChannelClass(type, group);
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return spread.at(turn, loops.onClient(useNative));
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops.onServer(useNative);
    }

    @Override
    public EventLoopGroup onServerSelect(boolean useNative) {
        return loops.onServerSelect(useNative);
    }

    @Override
    public boolean daemon() {
        return loops.daemon();
    }

    /** Does nothing: the loops are not ours to end. */
    @Override
    public void dispose() {
        // see above
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.empty();
    }
}

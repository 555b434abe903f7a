package io.github.headgate;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets Netty's allocator wait for its lock, which it holds for as long as it takes to cut a piece from a chunk. Taken for
 * a blocking call it would end the connection that wanted a buffer.
 */
public final class AllocatorsWait implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder.allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "allocate")
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator", "free");
    }
}

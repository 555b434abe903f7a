package io.github.headgate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FramesTest {

    private final Frames frames = new Frames();
    private final EmbeddedChannel channel = new EmbeddedChannel(frames);

    @AfterEach
    void closed() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf message(char type, int content) {
        return Unpooled.buffer().writeByte(type).writeInt(Integer.BYTES + content).writeZero(content);
    }

    private void arrives(ByteBuf... parts) {
        channel.writeInbound(Unpooled.wrappedBuffer(parts));
    }

    /** The types of the messages that have come out, with their lengths. */
    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        for (ByteBuf next = channel.readInbound(); next != null; next = channel.readInbound()) {
            messages.add(next.toString(0, 1, US_ASCII) + next.readableBytes());
            next.release();
        }
        return messages;
    }

    @Test
    void areMessagesWithRowsAmongThem() {
        arrives(message('T', 3), message('D', 10), message('D', 0), message('C', 2), message('Z', 1));

        assertThat(messages()).containsExactly("T8", "D15", "D5", "C7", "Z6");
    }

    @Test
    void passOverRowsWhileTheyAreToldTo() {
        frames.passOverRows(true);
        arrives(message('D', 10), message('D', 10), message('N', 4), message('D', 10), message('d', 3),
                message('Z', 1));
        frames.passOverRows(false);
        arrives(message('D', 10));

        assertThat(messages()).containsExactly("N9", "Z6", "D15");
    }

    @Test
    void passOverRowsThatComeInPieces() {
        ByteBuf all = Unpooled.wrappedBuffer(
                message('D', 10), message('D', 300), message('C', 2), message('D', 7), message('Z', 1));
        frames.passOverRows(true);

        while (all.isReadable()) {
            arrives(all.readRetainedSlice(1));
        }
        all.release();

        assertThat(messages()).containsExactly("C7", "Z6");
    }

    @Test
    void letARowThroughThatWasBegunBefore() {
        ByteBuf row = message('D', 100);
        arrives(row.readRetainedSlice(50));

        frames.passOverRows(true);
        arrives(row, message('D', 1), message('Z', 1));

        assertThat(messages()).containsExactly("D105", "Z6");
    }
}

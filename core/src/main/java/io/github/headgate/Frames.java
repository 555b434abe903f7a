package io.github.headgate;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what the server sends into messages, as the driver's own decoder does, in whose place it stands. While it is told
 * to, it passes over rows: of what nobody listens to any more there may be millions under way, and a buffer for each
 * would take longer than their way here.
 *
 * <p>A message is a type of one byte, and a length that counts itself but not the type; see the manual's chapter on the
 * message formats.
 */
final class Frames extends LengthFieldBasedFrameDecoder {

    private static final int TYPE = 1;
    private static final int LENGTH = Integer.BYTES;

    private volatile boolean passingOver;
    private boolean midway; // the decoder has read the head of a message, and waits for the rest; of the event loop

    Frames() {
        super(Integer.MAX_VALUE, TYPE, LENGTH, -LENGTH, 0);
    }

    /** Passes over rows from now on, or no longer. May be called on any thread. */
    void passOverRows(boolean isPassingOver) {
        passingOver = isPassingOver;
    }

    @Override
    protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in) throws Exception {
        if (passingOver && !midway) {
            in.readerIndex(afterRows(in));
            if (rowLength(in, in.readerIndex()) > 0) {
                return null; // the rest of it is to come, and to be passed over
            }
        }
        Object message = super.decode(context, in);
        midway = message == null && in.readableBytes() >= TYPE + LENGTH;
        return message;
    }

    /** Where the first message begins that is no row, or has not come as a whole. */
    private static int afterRows(ByteBuf in) {
        int at = in.readerIndex();
        int length = rowLength(in, at);
        while (length > 0 && length <= in.writerIndex() - at) {
            at += length;
            length = rowLength(in, at);
        }
        return at;
    }

    /** The length of the message there, type included; 0 if it is no row. */
    private static int rowLength(ByteBuf in, int at) {
        if (in.writerIndex() - at < TYPE + LENGTH || !isRow(in.getByte(at))) {
            return 0;
        }
        return TYPE + Math.max(LENGTH, in.getInt(at + TYPE)); // a broken length is the decoder's to complain of
    }

    private static boolean isRow(byte type) {
        return type == 'D' || type == 'd'; // DataRow, CopyData
    }
}

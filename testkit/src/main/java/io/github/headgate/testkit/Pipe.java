package io.github.headgate.testkit;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of a connection: what was read from one side and waits to be written to the other, as fast as that takes
 * it and the proxy lets it. Beyond a bound no more is read. Runs on the proxy's event loop.
 */
final class Pipe {

    private static final int MOST_WAITING = 256 * 1024;
    private static final int MOST_WRITES = 256; // in one go, so that slices of one byte leave the loop to others

    /** How a side has ended. Told to the other side after the last byte, and held back as bytes are. */
    enum Ending {
        NONE, END, RESET
    }

    /** What was read at once, and when it may go on, in nanoseconds. */
    private record Chunk(ByteBuf bytes, long due) {}

    private final ProxiedConnection connection;
    private final Direction direction;
    private final Conditions conditions;
    private final EventLoop loop;
    private final Queue<Chunk> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long lastDue = System.nanoTime();
    private boolean timing;
    private boolean pumping;
    private Ending ending = Ending.NONE;
    private final AtomicLong passed = new AtomicLong();

    Pipe(ProxiedConnection connection, Direction direction, Conditions conditions, EventLoop loop) {
        this.connection = connection;
        this.direction = direction;
        this.conditions = conditions;
        this.loop = loop;
    }

    /** How many bytes were passed on. May be asked on any thread. */
    long passed() {
        return passed.get();
    }

    boolean hasRoom() {
        return waitingBytes < MOST_WAITING;
    }

    void take(ByteBuf bytes) {
        long due = System.nanoTime() + conditions.pace().delay();
        lastDue = due - lastDue > 0 ? due : lastDue; // none overtakes another
        waiting.add(new Chunk(bytes, lastDue));
        waitingBytes += bytes.readableBytes();
        pump();
    }

    void end(Ending next) {
        ending = next;
        if (connection.isKeptOut()) {
            connection.cut(); // who leaves before the server has heard of him is forgotten
        } else {
            pump();
        }
    }

    /** Passes on what may pass. Called whenever something has changed that could hold it; a write may be such a thing. */
    void pump() {
        if (!pumping) {
            pumping = true;
            passAll();
            pumping = false;
        }
    }

    private void passAll() {
        for (int writes = 0; !waiting.isEmpty() && !isHeld(); writes++) {
            if (writes == MOST_WRITES) {
                loop.execute(this::pump);
                return;
            }
            passNext();
        }
        if (waiting.isEmpty() && ending != Ending.NONE && connection.lets(direction)) {
            connection.ended(direction, ending);
        }
    }

    private boolean isHeld() {
        return !connection.lets(direction) || !connection.target(direction).isWritable() || isEarly();
    }

    private boolean isEarly() {
        long left = waiting.element().due() - System.nanoTime();
        if (left > 0 && !timing) {
            timing = true;
            loop.schedule(this::due, left, NANOSECONDS);
        }
        return left > 0;
    }

    private void due() {
        timing = false;
        pump();
    }

    private void passNext() {
        Optional<ArmedFault> fault = conditions.nextFault(connection, direction);
        long free = fault.map(next -> next.until(connection)).orElse(Long.MAX_VALUE);
        long count = Math.min(free, Math.min(conditions.pace().slice(), waiting.element().bytes().readableBytes()));
        if (count > 0) {
            forward((int) count);
        }
        if (count == free) {
            fault.ifPresent(connection::strike);
        }
    }

    /** The write comes last: it may find the other side closed, and what waits is given up. */
    private void forward(int count) {
        ByteBuf bytes = waiting.element().bytes();
        ByteBuf next = bytes.isReadable(count + 1) ? bytes.readRetainedSlice(count) : waiting.remove().bytes();
        waitingBytes -= count;
        passed.addAndGet(count); // before the peer can know
        connection.target(direction).write(next);
        connection.source(direction).readOn();
    }

    /** Gives up what waits. */
    void discard() {
        waiting.forEach(chunk -> chunk.bytes().release());
        waiting.clear();
        waitingBytes = 0;
    }
}

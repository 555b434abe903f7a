package io.github.headgate.benchmarks.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A contender's process: it reads a command a line, and answers each with a line. It ends with its input. */
public final class Child {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT = 60; // seconds
    private static final long ASLEEP = 500; // milliseconds

    private final Contender contender;
    private final Target target;
    private @Nullable Client client;
    private @Nullable Crowd crowd;
    private @Nullable Endpoint endpoint; // made when it is first asked for

    private Child(Contender contender, Target target) {
        this.contender = contender;
        this.target = target;
    }

    /** Takes the contender's id, and the target from the environment. What the libraries print goes to standard error. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err);
        Child child = new Child(Contender.of(arguments[0]), Target.from(System.getenv()));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(child.answer(line));
        }
        System.exit(0); // whatever threads a client has left
    }

    /** A failure ends the process, whatever threads a client has: the parent then names the log that it stands in. */
    private String answer(String line) {
        try {
            return JSON.writeValueAsString(answer(JSON.readValue(line, Command.class)));
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
            throw new IllegalStateException(failure);
        }
    }

    private Object answer(Command command) throws Exception {
        return switch (command.kind()) {
            case OPEN -> opened(command.size());
            case LOOP -> looped(command);
            case PROFILE -> Recorder.record(() -> looped(command));
            case BEGIN -> begun(command.callers());
            case PEEK -> crowd().since(command.since());
            case REPORT -> crowd().ended(command.since());
            case BURST -> burst(client(), command.callers());
            case CANCEL -> cancelled(client());
            case FIRST_ROW -> firstRow();
        };
    }

    private Client client() {
        if (client == null) {
            throw new IllegalStateException("no client has been opened");
        }
        return client;
    }

    private Endpoint endpoint() {
        if (endpoint == null) {
            endpoint = Endpoint.of(client());
        }
        return endpoint;
    }

    private Crowd crowd() {
        if (crowd == null) {
            throw new IllegalStateException("nobody has begun");
        }
        return crowd;
    }

    private Sample looped(Command command) throws IOException, InterruptedException {
        return command.work() == Work.ENDPOINT
                ? Wrk.run(endpoint(), command.callers(), command.millis())
                : ClosedLoop.run(client(), command.work(), command.callers(), command.millis());
    }

    private int opened(int size) {
        if (client != null) {
            client.close();
        }
        client = contender.open(target, size);
        return 0;
    }

    private int begun(int callers) {
        crowd = Crowd.begin(client(), callers);
        return 0;
    }

    private static Burst burst(Client client, int callers) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(callers);
        LongAdder failures = new LongAdder();
        long begun = System.nanoTime();
        for (int caller = 0; caller < callers; caller++) {
            new Caller(client, Work.ROW, (since, failure) -> {
                if (failure != null) {
                    failures.increment();
                }
                ended.countDown();
                return false;
            }).start();
        }
        boolean all = ended.await(LIMIT, SECONDS);
        long hanging = all ? 0 : ended.getCount();
        return new Burst(micros(begun), failures.sum() + hanging);
    }

    private static long cancelled(Client client) throws Exception {
        one(client);
        Runnable cancel = client.nap(new Answer());
        MILLISECONDS.sleep(ASLEEP);
        long begun = System.nanoTime();
        cancel.run();
        one(client);
        return micros(begun);
    }

    private long firstRow() throws Exception {
        long begun = System.nanoTime();
        try (Client fresh = contender.open(target, Contender.POOL)) {
            one(fresh);
            return micros(begun);
        }
    }

    private static void one(Client client) throws InterruptedException, ExecutionException, TimeoutException {
        Answer answer = new Answer();
        client.callers().execute(() -> client.begin(Work.ROW, 1, answer));
        answer.come.get(LIMIT, SECONDS);
    }

    private static long micros(long begun) {
        return NANOSECONDS.toMicros(System.nanoTime() - begun);
    }

    /** One that can be waited for. */
    private static final class Answer implements Ended {

        private final CompletableFuture<Boolean> come = new CompletableFuture<>();

        @Override
        public void succeeded() {
            come.complete(true);
        }

        @Override
        public void failed(Throwable failure) {
            come.completeExceptionally(failure);
        }
    }
}

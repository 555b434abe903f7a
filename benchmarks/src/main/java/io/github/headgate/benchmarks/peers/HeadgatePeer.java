package io.github.headgate.benchmarks.peers;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateOptions;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import org.reactivestreams.Publisher;

/** Headgate by its own interface, all guards on. */
final class HeadgatePeer implements Client {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HeadgateClient client;

    private HeadgatePeer(HeadgateClient client) {
        this.client = client;
    }

    static Client of(Target target, int size) {
        return of(FactoryPeer.options(target), size);
    }

    static Client of(ConnectionFactoryOptions.Builder driver, int size) {
        return new HeadgatePeer(HeadgateClient.create(options(driver, size)));
    }

    static HeadgateOptions options(ConnectionFactoryOptions.Builder driver, int size) {
        return HeadgateOptions.builder(driver.build())
                .maxSize(size)
                .build();
    }

    @Override
    public void begin(Work work, int key, Ended ended) {
        answer(work, key).subscribe(new Subscriber(ended));
    }

    @Override
    public Runnable nap(Ended ended) {
        Subscriber subscriber = new Subscriber(ended);
        client.sql(Work.NAP).query(HeadgatePeer::name).one().subscribe(subscriber);
        return subscriber::cancel;
    }

    private Publisher<?> answer(Work work, int key) {
        return switch (work) {
            case ROW, ENDPOINT -> client.sql(Work.ONE).bind("$1", key).query(HeadgatePeer::name).one();
            case ROWS -> client.sql(Work.ALL).query(HeadgatePeer::name).all();
            case INSERT -> client.sql(Work.ENTER).bind("$1", key).update();
            case TRANSACTION -> client.inTransaction(transaction -> transaction.sql(Work.ONE)
                    .bind("$1", key)
                    .query(HeadgatePeer::name)
                    .one()
                    .then(transaction.sql(Work.TOUCH).bind("$1", key).update())
                    .then(transaction.sql(Work.ENTER).bind("$1", key).update()));
        };
    }

    private static String name(Readable row) {
        row.get(0, Integer.class);
        return row.get(1, String.class);
    }

    @Override
    public void close() {
        client.close().block(LIMIT);
    }
}

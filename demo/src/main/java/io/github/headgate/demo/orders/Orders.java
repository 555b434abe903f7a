package io.github.headgate.demo.orders;

import static java.util.Objects.requireNonNull;

import io.github.headgate.HeadgateClient;
import io.r2dbc.spi.Readable;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** The orders, in Postgres. */
final class Orders {

    static final String TABLE = "create table orders (id uuid primary key, item text not null, quantity int not null)";
    static final String FIND = "select id, item, quantity from orders where id = $1";
    static final String PLACE = "insert into orders (id, item, quantity) values ($1, $2, $3) on conflict do nothing";

    // tag::client-bean[]
    private final HeadgateClient client;

    Orders(HeadgateClient client) {
        this.client = client;
    }

    Mono<Order> find(UUID id) {
        return client.sql(FIND)
                .bind("$1", id)
                .query(Orders::order)
                .one();
    }
    // end::client-bean[]

    /** Placing an order twice is placing it once, so it may be sent again when its answer is lost. */
    Mono<Void> place(Order order) {
        return client.sql(PLACE)
                .bind("$1", order.id())
                .bind("$2", order.item())
                .bind("$3", order.quantity())
                .idempotent()
                .update()
                .then();
    }

    private static Order order(Readable row) {
        return new Order(
                requireNonNull(row.get("id", UUID.class)),
                requireNonNull(row.get("item", String.class)),
                requireNonNull(row.get("quantity", Integer.class)));
    }
}

package io.github.headgate.demo.orders;

import io.github.headgate.HeadgateClient;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** The service as an application. What it needs of its database stands in the starter and in the properties. */
@SpringBootApplication(proxyBeanMethods = false)
final class OrdersApplication {

    @Bean
    Orders orders(HeadgateClient client) {
        return new Orders(client);
    }
}

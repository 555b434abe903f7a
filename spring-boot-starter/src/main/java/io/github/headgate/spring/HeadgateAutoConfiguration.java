package io.github.headgate.spring;

import io.github.headgate.HeadgateClient;
import io.github.headgate.HeadgateConnectionFactory;
import io.github.headgate.HeadgateListener;
import io.github.headgate.OperationObserver;
import io.r2dbc.spi.ConnectionFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Makes Headgate the application's {@code ConnectionFactory}, and its client a bean. The factory is wrapped as Spring
 * Boot wraps a driver's: {@link HeadgateClient#connectionFactory()} is it unwrapped.
 *
 * <p>Where the application has a {@code ConnectionFactory} of its own, that stays alone; if it is Headgate's, its
 * client is a bean still. Where it has a {@link HeadgateClient} of its own, the {@code ConnectionFactory} is that
 * one's. What is the application's own is the application's to close.
 *
 * <p>{@code headgate.enabled=false} leaves everything to Spring Boot.
 */
@AutoConfiguration(before = R2dbcAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "headgate.enabled", matchIfMissing = true)
@Import({HeadgateAutoConfiguration.Both.class, HeadgateAutoConfiguration.FactoryOfClient.class,
        HeadgateAutoConfiguration.ClientOfFactory.class})
public final class HeadgateAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean({ConnectionFactory.class, HeadgateClient.class})
    @EnableConfigurationProperties(HeadgateProperties.class)
    static class Both {

        @Bean
        ClientOptions headgateClientOptions(
                HeadgateProperties properties, Environment environment, ObjectProvider<R2dbcConnectionDetails> details,
                ObjectProvider<ConnectionFactoryOptionsBuilderCustomizer> addressCustomizers,
                ObjectProvider<HeadgateOptionsCustomizer> customizers, ObjectProvider<HeadgateListener> listeners,
                ObjectProvider<OperationObserver> observer, ObjectProvider<SslBundles> bundles) {
            return new ClientOptions(properties, environment, details, addressCustomizers, customizers, listeners,
                    observer, bundles);
        }

        @Bean(destroyMethod = "close")
        ClientLifecycle headgateClientLifecycle(ClientOptions options, HeadgateProperties properties) {
            HeadgateClient client = HeadgateClient.create(options.options());
            return ClientLifecycle.begun(client, properties.startup(), properties.startupWait());
        }

        /** With its options, without which Spring's scripts and its observation do not know where it leads. */
        @Bean(destroyMethod = "")
        ConnectionFactory connectionFactory(
                ClientLifecycle lifecycle, ClientOptions options,
                ObjectProvider<ConnectionFactoryDecorator> decorators) {
            ConnectionFactory plain = new OptionsCapableConnectionFactory(options.address(),
                    lifecycle.client().connectionFactory());
            return decorators.orderedStream()
                    .reduce(plain, (factory, decorator) -> decorator.decorate(factory), (first, second) -> second);
        }

        /** Not made of the factory, on which what initializes the database depends, and which this one waits for. */
        @Bean(destroyMethod = "")
        @DependsOnDatabaseInitialization
        HeadgateClient headgateClient(ClientLifecycle lifecycle) {
            return lifecycle.client();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(ConnectionFactory.class)
    @ConditionalOnBean(HeadgateClient.class)
    static class FactoryOfClient {

        @Bean(destroyMethod = "")
        HeadgateConnectionFactory connectionFactory(HeadgateClient client) {
            return client.connectionFactory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(HeadgateClient.class)
    @ConditionalOnSingleCandidate(HeadgateConnectionFactory.class)
    static class ClientOfFactory {

        @Bean(destroyMethod = "")
        HeadgateClient headgateClient(HeadgateConnectionFactory factory) {
            return factory.client();
        }
    }
}

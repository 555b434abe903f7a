package io.github.headgate.spring;

import io.github.headgate.HeadgateListener;
import io.github.headgate.HeadgateOptions;
import io.github.headgate.OperationObserver;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes the client's options of all that has a say in them, the last of which wins: the URL, {@code
 * spring.r2dbc.pool.*}, {@code headgate.*}, beans.
 */
final class ClientOptions {

    private static final String URL = "spring.r2dbc.url";
    private static final String SIZES = "headgate.initial-size";

    private final HeadgateProperties properties;
    private final PoolProperties poolProperties;
    private final Environment environment;
    private final SingletonSupplier<ConnectionFactoryOptions> address;
    private final ObjectProvider<HeadgateOptionsCustomizer> customizers;
    private final ObjectProvider<HeadgateListener> listeners;
    private final ObjectProvider<OperationObserver> observer;
    private final ObjectProvider<SslBundles> bundles;

    ClientOptions(
            HeadgateProperties properties, Environment environment, ObjectProvider<R2dbcConnectionDetails> details,
            ObjectProvider<ConnectionFactoryOptionsBuilderCustomizer> addressCustomizers,
            ObjectProvider<HeadgateOptionsCustomizer> customizers, ObjectProvider<HeadgateListener> listeners,
            ObjectProvider<OperationObserver> observer, ObjectProvider<SslBundles> bundles) {
        this.properties = properties;
        this.poolProperties = new PoolProperties(Binder.get(environment));
        this.environment = environment;
        this.address = SingletonSupplier.of(() -> secured(
                Address.of(Optional.ofNullable(details.getIfAvailable()), addressCustomizers.orderedStream())));
        this.customizers = customizers;
        this.listeners = listeners;
        this.observer = observer;
        this.bundles = bundles;
    }

    /**
     * Makes them.
     *
     * @throws InvalidPropertyException if a property has a value that it cannot have
     */
    HeadgateOptions options() {
        UnknownProperties.warnOf(environment);
        HeadgateOptions.Builder options = InvalidPropertyException.named(URL,
                () -> HeadgateOptions.builder(address()));
        poolProperties.applyTo(options);
        properties.applyTo(options);
        listeners.orderedStream().forEach(options::addListener);
        observer.ifAvailable(options::observer);
        customizers.orderedStream().forEach(customizer -> customizer.customize(options));
        return InvalidPropertyException.named(SIZES, options::build);
    }

    /** Where the driver connects, with what it is told of TLS. */
    ConnectionFactoryOptions address() {
        return address.obtain();
    }

    private ConnectionFactoryOptions secured(ConnectionFactoryOptions address) {
        return Optional.ofNullable(properties.ssl().bundle())
                .map(bundle -> new BundledTls(bundles.getObject(), bundle).secure(address))
                .orElse(address);
    }
}

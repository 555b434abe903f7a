package io.github.headgate.spring;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.SSL_CONTEXT_BUILDER_CUSTOMIZER;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.SSL_MODE;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.SSL_MODE_ALIAS;

import io.netty.handler.ssl.SslContextBuilder;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;

/**
 * TLS with the certificates of an SSL bundle. The bundle is read for each new connection, so those made after it was
 * renewed have the new certificates.
 */
final class BundledTls {

    private static final String PROPERTY = "headgate.ssl.bundle";

    private final SslBundles bundles;
    private final String name;

    /**
     * @throws InvalidPropertyException if there is none of this name
     */
    BundledTls(SslBundles bundles, String name) {
        this.bundles = bundles;
        this.name = name;
        if (!bundles.getBundleNames().contains(name)) {
            throw new InvalidPropertyException(PROPERTY, "must be the name of an SSL bundle, one of "
                    + bundles.getBundleNames() + ", was '" + name + "'");
        }
    }

    /**
     * Makes TLS with this bundle a must. Whom the bundle does not trust is not talked to, whatever the mode; and where
     * {@code options} name no mode, the host's name is verified too.
     *
     * @throws InvalidPropertyException if {@code options} name a mode that would do without TLS
     */
    ConnectionFactoryOptions secure(ConnectionFactoryOptions options) {
        Optional<SSLMode> mode = mode(options);
        mode.filter(chosen -> !chosen.requireSsl()).ifPresent(BundledTls::refuse);
        Function<SslContextBuilder, SslContextBuilder> customizer = Optional
                .ofNullable(options.getValue(SSL_CONTEXT_BUILDER_CUSTOMIZER))
                .map(BundledTls::customizer)
                .map(this::andThen)
                .orElse(this::configure);
        ConnectionFactoryOptions.Builder secured = options.mutate()
                .option(SSL_CONTEXT_BUILDER_CUSTOMIZER, customizer);
        return mode.isPresent() ? secured.build() : secured.option(SSL_MODE, SSLMode.VERIFY_FULL).build();
    }

    private SslContextBuilder configure(SslContextBuilder context) {
        SslBundle bundle = bundles.getBundle(name);
        SslOptions options = bundle.getOptions();
        context.keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        Optional.ofNullable(options.getCiphers()).map(List::of).ifPresent(context::ciphers);
        Optional.ofNullable(options.getEnabledProtocols()).ifPresent(context::protocols);
        return context;
    }

    private Function<SslContextBuilder, SslContextBuilder> andThen(
            Function<SslContextBuilder, SslContextBuilder> users) {
        return context -> users.apply(configure(context));
    }

    @SuppressWarnings("unchecked") // the option's name says what it is
    private static Function<SslContextBuilder, SslContextBuilder> customizer(Object option) {
        return (Function<SslContextBuilder, SslContextBuilder>) option;
    }

    private static Optional<SSLMode> mode(ConnectionFactoryOptions options) {
        return Stream.of(SSL_MODE, SSL_MODE_ALIAS)
                .flatMap(option -> Optional.<Object>ofNullable(options.getValue(option)).stream())
                .findFirst()
                .map(mode -> mode instanceof SSLMode given ? given : SSLMode.fromValue(mode.toString()));
    }

    private static void refuse(SSLMode mode) {
        throw new InvalidPropertyException(PROPERTY,
                "is set, but sslMode=" + mode + " in the URL may do without TLS; it must"
                        + " be require, verify-ca, verify-full or left out");
    }
}

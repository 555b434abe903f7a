package io.github.headgate.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static java.util.Objects.requireNonNull;

import io.github.headgate.HeadgateClient;
import io.github.headgate.OpeningFailedException;
import io.github.headgate.testkit.PostgresServer;
import io.github.headgate.testkit.WithPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

@WithPostgres
class TlsIT {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory;

    private static KeyStore servers;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, R2dbcAutoConfiguration.class,
                    HeadgateAutoConfiguration.class));

    @BeforeAll
    static void switchOn(PostgresServer server) throws Exception {
        servers = keys("server");
        write(server, "server.crt", certificate(servers));
        write(server, "server.key",
                pem("PRIVATE KEY", servers.getKey("key", PASSWORD.toCharArray()).getEncoded()));
        server.execute("alter system set ssl = on");
        server.query("select pg_reload_conf()");
    }

    private static KeyStore keys(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve(name + ".p12");
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "key", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-keyalg", "RSA",
                "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
                .inheritIO()
                .start()
                .waitFor();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(store)) {
            keys.load(input, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static String certificate(KeyStore keys) throws GeneralSecurityException {
        return pem("CERTIFICATE", keys.getCertificate("key").getEncoded());
    }

    private static String pem(String kind, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** Has the server write the file itself: only what belongs to it may be its key. */
    private static void write(PostgresServer server, String file, String pem) {
        String lines = pem.lines().map(line -> "('" + line + "')").collect(Collectors.joining(","));
        server.execute("copy (values " + lines + ") to program 'cat > " + file + " && chmod 600 " + file + "'");
    }

    private ApplicationContextRunner trusting(PostgresServer server, KeyStore trusted, String query) throws Exception {
        Path certificate = Files.writeString(Files.createTempFile(directory, "trusted", ".crt"), certificate(trusted));
        return application.withPropertyValues(
                "spring.r2dbc.url=r2dbc:postgresql://%s:%d/postgres%s".formatted(server.host(), server.port(), query),
                "spring.r2dbc.username=" + server.user(), "spring.r2dbc.password=" + server.password(),
                "spring.ssl.bundle.pem.db.truststore.certificate=file:" + certificate, "headgate.ssl.bundle=db");
    }

    private static Boolean encrypted(HeadgateClient client) {
        return requireNonNull(client.sql("select ssl from pg_stat_ssl where pid = pg_backend_pid()")
                .query(row -> row.get(0, Boolean.class))
                .one()
                .block());
    }

    @Test
    void isSpokenWithAServerThatTheBundleTrusts(PostgresServer server) throws Exception {
        trusting(server, servers, "")
                .run(context -> assertThat(encrypted(context.getBean(HeadgateClient.class))).isTrue());
    }

    @Test
    void isNotSpokenWithAServerThatItDoesNotTrust(PostgresServer server) throws Exception {
        trusting(server, keys("other"), "").run(context -> assertRefused(context.getBean(HeadgateClient.class)));
    }

    @Test
    void isNotSpokenWithThatOneEvenWhereTheModeVerifiesNothing(PostgresServer server) throws Exception {
        trusting(server, keys("third"), "?sslMode=require")
                .run(context -> assertRefused(context.getBean(HeadgateClient.class)));
    }

    private static void assertRefused(HeadgateClient client) {
        assertThatThrownBy(() -> encrypted(client)).isInstanceOf(OpeningFailedException.class)
                .hasMessageContaining("PKIX path validation failed");
    }

    @Test
    void isNotLeftOutForAnyMode(PostgresServer server) throws Exception {
        trusting(server, servers, "?sslMode=prefer").run(context -> assertThat(context).getFailure()
                .hasStackTraceContaining(
                        "headgate.ssl.bundle: is set, but sslMode=prefer in the URL may do without TLS"));
    }
}

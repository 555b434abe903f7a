package io.github.headgate;

import io.github.headgate.testkit.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.stream.Collectors;

/** Teaches a running server TLS, with a certificate of its own that the JDK's keytool makes. */
final class Tls {

    private static final String PASSWORD = "changeit";

    private Tls() {}

    /** A private key and a certificate of it, as PEM files that everybody can read. */
    record Pair(Path key, Path certificate) {}

    /** Returns the server's certificate. */
    static Path switchOn(PostgresServer server, Path directory)
            throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore keys = generated(directory);
        String certificate = pem("CERTIFICATE", keys.getCertificate("server").getEncoded());
        write(server, "server.crt", certificate);
        write(server, "server.key", pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        server.execute("alter system set ssl = on");
        server.query("select pg_reload_conf()");
        return Files.writeString(directory.resolve("root.crt"), certificate);
    }

    /** For a server that runs as another user. */
    static Pair pair(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore keys = generated(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Pair(
                Files.writeString(directory.resolve("server.key"),
                        pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded())),
                Files.writeString(directory.resolve("server.crt"),
                        pem("CERTIFICATE", keys.getCertificate("server").getEncoded())));
    }

    private static KeyStore generated(Path directory)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path store = directory.resolve("server.p12");
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-alias", "server", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-keyalg",
                "RSA", "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start()
                .waitFor();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(store)) {
            keys.load(input, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static String pem(String kind, byte[] content) {
        String body = Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** Has the server write the file itself: only what belongs to it may be its key. */
    private static void write(PostgresServer server, String file, String pem) {
        String lines = pem.lines()
                .map(line -> "('" + line + "')")
                .collect(Collectors.joining(","));
        server.execute("copy (values " + lines + ") to program 'cat > " + file + " && chmod 600 " + file + "'");
    }
}

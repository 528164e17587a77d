package dev.awa.testkit;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Starts embedded servers that end with this JVM, even if it is killed. */
final class EmbeddedServer {

    /** Held here because collecting one would close its pipe. */
    private static final Queue<ServerFolder> folders = new ConcurrentLinkedQueue<>();

    private EmbeddedServer() {}

    static String start(int version) {
        try {
            ServerFolder folder = ServerFolder.create("awa-test-pg" + version + "-");
            folders.add(folder);
            EmbeddedPostgres.Builder server = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.path().resolve("data"))
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("max_prepared_transactions", "10")
                    .setServerConfig("max_wal_size", "256MB")
                    .setOutputRedirector(log(version))
                    .setErrorRedirector(log(version))
                    .setPgBinaryResolver(version == 18 ? DefaultPostgresBinaryResolver.INSTANCE : binaries(version));
            return server.start().getJdbcUrl("postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The embedded PostgreSQL " + version + " does not start: " + e.getMessage(), e);
        }
    }

    /** The build packs further versions beside this class: a class path cannot hold two versions of their artifact. */
    private static PgBinaryResolver binaries(int version) {
        return (system, machine) -> {
            String file = "pg%d/postgres-%s-%s.txz"
                    .formatted(version, system.toLowerCase(Locale.ROOT), ArchUtils.normalize(machine));
            InputStream binaries = EmbeddedServer.class.getResourceAsStream(file);
            if (binaries == null) {
                throw new FileNotFoundException("the testkit was built without " + file);
            }
            return binaries;
        };
    }

    private static Redirect log(int version) {
        Path target = Path.of("target");
        return Files.isDirectory(target)
                ? Redirect.appendTo(
                        target.resolve("postgres-" + version + ".log").toFile())
                : Redirect.DISCARD;
    }
}

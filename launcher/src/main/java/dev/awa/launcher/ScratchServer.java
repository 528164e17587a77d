package dev.awa.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An embedded server for a moment: quick rather than safe, with its data in memory, which go with it. */
public final class ScratchServer implements AutoCloseable {

    private static final String SETTINGS = """
            fsync = off
            synchronous_commit = off
            max_connections = 300
            max_prepared_transactions = 10
            max_wal_size = 256MB
            """;

    private final ServerFolder folder;
    private final PostgresServer server;

    private ScratchServer(ServerFolder folder, PostgresServer server) {
        this.folder = folder;
        this.server = server;
    }

    /** One of the version that every build has. */
    public static ScratchServer start() {
        return start(PostgresPrograms.EMBEDDED);
    }

    /**
     * Starts one. It ends with this process, however that ends, unless it is closed before.
     *
     * @param major its version, of {@link PostgresPrograms#embedded}
     * @throws LaunchException if it does not start
     */
    public static ScratchServer start(int major) {
        PostgresPrograms programs = PostgresPrograms.embedded(major);
        try {
            ServerFolder folder = ServerFolder.temporary("awa-pg" + major + "-");
            try {
                var server =
                        new PostgresServer(programs, folder, "data", PostgresServer.freePort(), log(folder, major));
                server.copyForTest(SETTINGS);
                server.start();
                return new ScratchServer(folder, server);
            } catch (IOException | RuntimeException e) {
                folder.close();
                throw e;
            }
        } catch (IOException e) {
            throw new LaunchException("PostgreSQL " + programs.version() + " does not start: " + e, e);
        }
    }

    /** Beside what a build leaves for people to read, if that is where this process runs. */
    private static Path log(ServerFolder folder, int major) {
        Path target = Path.of("target");
        return (Files.isDirectory(target) ? target : folder.path()).resolve("postgres-" + major + ".log");
    }

    /** The port of 127.0.0.1. */
    public int port() {
        return server.port();
    }

    /** A JDBC URL with everything that is needed to connect as superuser postgres. */
    public String jdbcUrl() {
        return jdbcUrl("postgres", "postgres");
    }

    /** The same for a database and a user. */
    public String jdbcUrl(String database, String user) {
        return "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database + "?user=" + user;
    }

    /** Ends it at once and removes its data. */
    @Override
    public void close() throws IOException {
        folder.close();
    }
}

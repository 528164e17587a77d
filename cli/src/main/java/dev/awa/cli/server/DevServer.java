package dev.awa.cli.server;

import dev.awa.cli.CliException;
import dev.awa.cli.DatabaseUrl;
import dev.awa.launcher.LaunchException;
import dev.awa.launcher.PostgresPrograms;
import dev.awa.launcher.PostgresServer;
import dev.awa.launcher.ServerFolder;
import dev.awa.launcher.UnsupportedMachineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A PostgreSQL server on loopback whose data lie in a {@link DevFolder} and are kept. It ends with this process, however that ends; should
 * its supervisor be killed as well, the next start stops it first.
 */
public final class DevServer implements AutoCloseable {
    private static final String USER = "awa";
    private static final String DATABASE = "awa";

    private final DatabaseUrl url;
    private final PostgresServer server;
    private final ServerFolder servers;

    private DevServer(DatabaseUrl url, PostgresServer server, ServerFolder servers) {
        this.url = url;
        this.server = server;
        this.servers = servers;
    }

    /**
     * Starts the server, creating its data where there are none.
     *
     * @param port looked for before anything is unpacked or made
     * @param fresh whether to throw the data of earlier runs away
     * @param notices what is done besides, one sentence each
     */
    public static DevServer start(DevFolder folder, Port port, boolean fresh, Consumer<String> notices) {
        PostgresPrograms programs = PostgresPrograms.embedded(PostgresPrograms.EMBEDDED);
        try {
            ServerFolder servers = ServerFolder.kept(folder.path());
            try {
                return new Starter(folder, servers, programs, notices).start(port, fresh);
            } catch (IOException | RuntimeException e) {
                servers.close();
                throw e;
            }
        } catch (UnsupportedMachineException e) {
            throw new CliException(e.getMessage() + "; another way is a server named with --database-url.", e);
        } catch (LaunchException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CliException("PostgreSQL in " + folder.path() + " does not start: " + e.getMessage() + ".", e);
        }
    }

    public DatabaseUrl url() {
        return url;
    }

    /** Shuts the server down, open transactions are rolled back; returns when it has ended. */
    @Override
    public void close() {
        try {
            servers.close();
            server.stopLeftOver(); // the supervisor has, unless somebody killed it
        } catch (IOException e) {
            throw new IllegalStateException("The server in " + server.data() + " cannot be stopped", e);
        }
    }

    private record Starter(
            DevFolder folder, ServerFolder servers, PostgresPrograms programs, Consumer<String> notices) {

        DevServer start(Port wanted, boolean fresh) throws IOException {
            server(0)
                    .stopLeftOver()
                    .ifPresent(pid -> notices.accept(
                            "Stopped a server (process " + pid + ") that an earlier run had left behind."));
            int port = wanted.find(notices);
            PostgresServer server = server(port);
            notices.accept("Starting PostgreSQL " + programs.version() + " with its data in " + server.data() + " ...");
            if (fresh) {
                folder.delete("data");
            }
            Path passwordFile = passwordFile();
            if (Files.notExists(server.data())) {
                server.initialise(USER, passwordFile);
            }
            requireSameMajor(server.data());
            server.start();
            String password = Files.readString(passwordFile).strip();
            try {
                createDatabase(port, password);
            } catch (SQLException e) {
                throw new IOException(e.getMessage(), e);
            }
            var url = new DatabaseUrl("127.0.0.1:" + port, DATABASE, USER, password, Map.of());
            return new DevServer(url, server, servers);
        }

        private PostgresServer server(int port) {
            return new PostgresServer(
                    programs, servers, "data", port, folder.path().resolve("server.log"));
        }

        /** Made once per folder. Loopback is open to every user of the machine, and this one is a superuser. */
        private Path passwordFile() throws IOException {
            Path file = folder.path().resolve("password");
            if (Files.notExists(file)) {
                byte[] random = new byte[12];
                new SecureRandom().nextBytes(random);
                folder.writePrivate("password", HexFormat.of().formatHex(random));
            }
            return file;
        }

        private void requireSameMajor(Path data) throws IOException {
            String made = Files.readString(data.resolve("PG_VERSION")).strip();
            if (!programs.version().startsWith(made + ".")) {
                throw new CliException("The data in " + data + " were made by PostgreSQL " + made
                        + " and this build runs " + programs.version() + "; start with empty ones by --fresh.");
            }
        }

        private static void createDatabase(int port, String password) throws SQLException {
            String maintenance = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
            try (Connection connection = DriverManager.getConnection(maintenance, USER, password);
                    Statement statement = connection.createStatement()) {
                try (ResultSet row =
                        statement.executeQuery("select from pg_database where datname = '" + DATABASE + "'")) {
                    if (row.next()) {
                        return;
                    }
                }
                statement.execute("create database " + DATABASE);
            }
        }
    }
}

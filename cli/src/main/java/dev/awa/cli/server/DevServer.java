package dev.awa.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import dev.awa.cli.CliException;
import dev.awa.cli.DatabaseUrl;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A PostgreSQL server on loopback whose data lies in a {@link DevFolder} and is kept (fsync is on).
 *
 * <p>No server outlives its owner. It is started by a supervisor, a shell of its own session that waits for the end of
 * a pipe from this process and then shuts the server down, even after this process was killed. Should the supervisor be
 * killed as well, the next start finds the server by the pid file in its data folder and stops it first.
 */
public final class DevServer implements AutoCloseable {
    private static final String USER = "awa";
    private static final String DATABASE = "awa";

    /**
     * $1: seconds to wait for the server's end, $2: data folder, the rest starts the server. Signals of the terminal
     * are ignored: Ctrl-C reaches this process too, and the worker still needs the server while it drains.
     */
    private static final String SUPERVISOR = """
            trap '' INT TERM HUP
            patience=$1; data=$2; shift 2
            "$@" </dev/null || { echo failed; exit 1; }
            IFS= read -r pid <"$data/postmaster.pid"
            echo "started $pid"
            while read -r _; do :; done
            kill -INT "$pid" 2>/dev/null
            tenths=$((patience * 10))
            while IFS= read -r running <"$data/postmaster.pid" && [ "$running" = "$pid" ] && kill -0 "$pid"; do
                [ "$tenths" -ne 0 ] || { kill -QUIT "$pid"; exit; }
                tenths=$((tenths - 1))
                sleep 0.1
            done 2>/dev/null
            """;

    private static final int STOP_SECONDS = 20;

    private final DatabaseUrl url;
    private final Path data;
    private final Process supervisor;

    private DevServer(DatabaseUrl url, Path data, Process supervisor) {
        this.url = url;
        this.data = data;
        this.supervisor = supervisor;
    }

    /**
     * Starts the server, creating its data where there are none.
     *
     * @param port looked for before anything is unpacked or made
     * @param fresh whether to throw the data of earlier runs away
     * @param notices what is done besides, one sentence each
     */
    public static DevServer start(
            DevFolder folder, String version, Port port, boolean fresh, Consumer<String> notices) {
        try {
            return new Starter(folder, version, notices).start(port, fresh);
        } catch (IOException e) {
            throw new CliException("PostgreSQL in " + folder.path() + " does not start: " + e.getMessage() + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("Interrupted while PostgreSQL was starting.", e);
        }
    }

    public DatabaseUrl url() {
        return url;
    }

    /** Shuts the server down, open transactions are rolled back; returns when it has ended. */
    @Override
    public void close() {
        try {
            supervisor.getOutputStream().close();
            if (!supervisor.waitFor(STOP_SECONDS + 10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The supervisor " + supervisor.pid() + " does not end");
            }
            stopServer(data); // the supervisor has, unless somebody killed it
        } catch (IOException e) {
            throw new IllegalStateException("The server in " + data + " cannot be stopped", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops the server that runs on a data folder, if one does, and returns its process id. */
    private static OptionalLong stopServer(Path data) throws IOException, InterruptedException {
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return OptionalLong.empty();
        }
        String firstLine =
                Files.readString(pidFile).lines().findFirst().orElse("").strip();
        long pid = firstLine.matches("\\d{1,18}") ? Long.parseLong(firstLine) : 0;
        if (!isServer(pid)) {
            // after a crash of the machine the number may be another program's, which PostgreSQL would believe
            Files.delete(pidFile);
            return OptionalLong.empty();
        }
        for (String signal : List.of("-INT", "-QUIT")) {
            new ProcessBuilder("kill", signal, firstLine).start().waitFor();
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS); System.nanoTime() < end; ) {
                if (!isServer(pid)) {
                    return OptionalLong.of(pid);
                }
                TimeUnit.MILLISECONDS.sleep(20); // not our child: there is nothing to wait on
            }
        }
        throw new IOException("process " + pid + " does not end");
    }

    private static boolean isServer(long pid) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) {
            return false;
        }
        String command = process.info().command().orElse("");
        if (!command.isEmpty()) {
            return command.endsWith("/postgres");
        }
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            return !Files.readString(stat).contains(") Z "); // ended, but nobody has asked for its exit code yet
        } catch (NoSuchFileException e) {
            return process.isAlive();
        }
    }

    private record Starter(DevFolder folder, String version, Consumer<String> notices) {

        DevServer start(Port wanted, boolean fresh) throws IOException, InterruptedException {
            stopServer(data())
                    .ifPresent(pid -> notices.accept(
                            "Stopped a server (process " + pid + ") that an earlier run had left behind."));
            int port = wanted.find(notices);
            notices.accept("Starting PostgreSQL " + version + " with its data in " + data() + " ...");
            Path bin = PostgresBinaries.unpack(folder, version);
            if (fresh) {
                folder.delete("data");
            }
            String password = password();
            if (Files.notExists(data())) {
                initialise(bin);
            }
            requireSameMajor();
            Process supervisor = supervise(bin, port);
            var url = new DatabaseUrl("127.0.0.1:" + port, DATABASE, USER, password, Map.of());
            var server = new DevServer(url, data(), supervisor);
            try {
                createDatabase(port, password);
            } catch (SQLException e) {
                server.close();
                throw new IOException(e.getMessage(), e);
            }
            return server;
        }

        private Path data() {
            return folder.path().resolve("data");
        }

        private Path log() {
            return folder.path().resolve("server.log");
        }

        /** Made once per folder. Loopback is open to every user of the machine, and this one is a superuser. */
        private String password() throws IOException {
            Path file = folder.path().resolve("password");
            if (Files.notExists(file)) {
                byte[] random = new byte[12];
                new SecureRandom().nextBytes(random);
                folder.writePrivate("password", HexFormat.of().formatHex(random));
            }
            return Files.readString(file).strip();
        }

        private void initialise(Path bin) throws IOException, InterruptedException {
            folder.delete("data.new");
            Path unfinished = folder.path().resolve("data.new");
            var command = command(bin, "initdb", "-D", unfinished.toString(), "-U", USER);
            command.addAll(List.of("--pwfile=" + folder.path().resolve("password"), "--auth=scram-sha-256"));
            command.addAll(
                    List.of("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
            Process initdb = start(command);
            if (initdb.waitFor() != 0) {
                throw failed("initdb");
            }
            Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
        }

        private void requireSameMajor() throws IOException {
            String made = Files.readString(data().resolve("PG_VERSION")).strip();
            if (!version.startsWith(made + ".")) {
                throw new CliException("The data in " + data() + " were made by PostgreSQL " + made
                        + " and this build runs " + version + "; start with empty ones by --fresh.");
            }
        }

        private Process supervise(Path bin, int port) throws IOException, InterruptedException {
            var command = new ArrayList<String>();
            if (isInstalled("setsid")) {
                command.add("setsid"); // out of reach of a kill of our whole process group
            }
            command.addAll(List.of("sh", "-c", SUPERVISOR, "awa-supervisor"));
            command.addAll(List.of(Integer.toString(STOP_SECONDS), data().toString()));
            String settings = "-p " + port
                    + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=on -c synchronous_commit=on";
            command.addAll(command(bin, "pg_ctl", "start", "-w", "-t", "60", "-D", data().toString()));
            command.addAll(List.of("-l", log().toString(), "-s", "-o", settings));
            Process supervisor = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
            var answer = new BufferedReader(supervisor.inputReader(UTF_8));
            String line = answer.readLine();
            if (line == null || !line.startsWith("started ")) {
                supervisor.waitFor();
                throw failed("the server");
            }
            return supervisor;
        }

        private List<String> command(Path bin, String program, String... arguments) {
            var command = new ArrayList<>(PostgresBinaries.prefix(new UnixSystem().getUid()));
            command.add(bin.resolve(program).toString());
            command.addAll(List.of(arguments));
            return command;
        }

        private Process start(List<String> command) throws IOException {
            ProcessBuilder.Redirect log = ProcessBuilder.Redirect.to(log().toFile());
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log)
                    .start();
        }

        private CliException failed(String what) throws IOException {
            if (new UnixSystem().getUid() == 0 && !userNamespacesWork()) {
                return new CliException("PostgreSQL refuses to run as root, and this machine allows no user namespaces"
                        + " to run it in; start awa dev as an ordinary user or name a server with --database-url.");
            }
            List<String> lines = Files.exists(log()) ? Files.readAllLines(log()) : List.of();
            String last = lines.stream()
                    .filter(line -> !line.isBlank())
                    .reduce((a, b) -> b)
                    .orElse("nothing was logged");
            return new CliException(what + " failed to start, and " + log() + " ends with: " + last);
        }

        private static boolean userNamespacesWork() throws IOException {
            try {
                return isInstalled("unshare")
                        && new ProcessBuilder("unshare", "-U", "true").start().waitFor() == 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        private static boolean isInstalled(String program) {
            return List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
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

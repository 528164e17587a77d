package dev.awa.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.awa.launcher.PostgresPrograms.Outcome;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** A PostgreSQL server that listens on 127.0.0.1 alone, with its data in a {@link ServerFolder}, which it ends with. */
public final class PostgresServer {

    private static final Pattern CAUSE = Pattern.compile("\\b(error|FATAL|PANIC): ");

    private final PostgresPrograms programs;
    private final ServerFolder folder;
    private final Path data;
    private final int port;
    private final Path log;

    /**
     * One that does not run, and whose data need not exist yet.
     *
     * @param name of the folder with its data
     * @param port 1 to 65535
     * @param log the file that it adds to
     */
    public PostgresServer(PostgresPrograms programs, ServerFolder folder, String name, int port, Path log) {
        this.programs = programs;
        this.folder = folder;
        this.data = folder.path().resolve(name);
        this.port = port;
        this.log = log.toAbsolutePath();
    }

    /** The folder with its data. */
    public Path data() {
        return data;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** The file that it logs to; none if it was never started. */
    public Path log() {
        return log;
    }

    /**
     * Makes its data, which nobody may use without a password.
     *
     * @param passwordFile its first line is the superuser's password
     * @throws LaunchException with what initdb said if that fails
     */
    public void initialise(String superuser, Path passwordFile) throws IOException {
        Path unfinished = data.resolveSibling(data.getFileName() + ".new");
        Trees.delete(unfinished);
        List<String> arguments =
                initdb(unfinished, "--username=" + superuser, "--auth=scram-sha-256", "--pwfile=" + passwordFile);
        supervised("initdb", arguments);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes its data for a test: the superuser is postgres, nobody needs a password, and the time zone is UTC.
     *
     * @param settings lines for postgresql.conf
     * @throws LaunchException with what initdb said if that fails
     */
    public void initialiseForTest(String settings) throws IOException {
        initdbForTest(data, "--no-sync");
        configure(settings);
    }

    /**
     * The same, by a copy of what initdb has made once for all servers of this version: quicker, but copies have one system identifier, by
     * which Awa sees whether a ledger is in another server than before.
     *
     * @param settings lines for postgresql.conf
     */
    public void copyForTest(String settings) throws IOException {
        String how = Integer.toHexString(forTest(Path.of("data")).hashCode());
        String name = "data-" + programs.version().replaceAll("[^A-Za-z0-9.+~-]+", "_") + "-" + how;
        Trees.copy(Cache.OF_USER.get(name, unfinished -> initdbForTest(unfinished)), data);
        configure(settings);
    }

    private void initdbForTest(Path unfinished, String... more) {
        List<String> arguments = forTest(unfinished);
        arguments.addAll(List.of(more));
        programs.run("initdb", arguments.toArray(String[]::new));
    }

    private List<String> forTest(Path unfinished) {
        return initdb(unfinished, "--username=postgres", "--auth=trust");
    }

    private void configure(String settings) throws IOException {
        Files.writeString(
                data.resolve("postgresql.conf"),
                "timezone = UTC\nlog_timezone = UTC\n" + settings,
                StandardOpenOption.APPEND);
    }

    private List<String> initdb(Path unfinished, String... more) {
        var arguments = new ArrayList<>(List.of("-D", unfinished.toString(), "--encoding=UTF8", "--locale=C"));
        if (programs.major() >= 17) {
            arguments.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        arguments.addAll(List.of(more));
        return arguments;
    }

    /**
     * Starts it, with recovery if it needs one; returns when it takes connections.
     *
     * @throws LaunchException with what its log says if it does not
     */
    public void start() {
        supervised(
                "pg_ctl",
                List.of(
                        "start",
                        "-w",
                        "-s",
                        "-t",
                        "60",
                        "-D",
                        data.toString(),
                        "-l",
                        log.toString(),
                        "-o",
                        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"));
    }

    private void supervised(String program, List<String> arguments) {
        try {
            long before = Files.exists(log) ? Files.size(log) : 0;
            if (folder.run(programs.command(program, arguments.toArray(String[]::new)), log) != 0) {
                throw new LaunchException((program.equals("initdb") ? "initdb" : "the server")
                        + " failed to start, and " + log + " ends with: " + cause(before));
            }
        } catch (IOException e) {
            throw new LaunchException("the log " + log + " cannot be read: " + e, e);
        }
    }

    /** The last line of the log that tells why, or else the last one. */
    private String cause(long from) throws IOException {
        String last = "nothing was logged";
        String cause = "";
        for (String line : logged(from).lines().filter(line -> !line.isBlank()).toList()) {
            last = line;
            cause = CAUSE.matcher(line).find() ? line : cause;
        }
        return cause.isEmpty() ? last : cause;
    }

    private String logged(long from) throws IOException {
        if (Files.notExists(log)) {
            return "";
        }
        try (FileChannel channel = FileChannel.open(log)) {
            return new String(Channels.newInputStream(channel.position(from)).readAllBytes(), UTF_8);
        }
    }

    /** Ends it in order: open transactions are rolled back; what takes longer than 20 s ends at once. */
    public void stop() {
        if (end("fast").code() != 0) {
            crash();
        }
    }

    /**
     * Ends it at once, as the loss of its machine's power would: what is not on disk is gone.
     *
     * @throws LaunchException with what pg_ctl says if it does not run
     */
    public void crash() {
        Outcome outcome = end("immediate");
        if (outcome.code() != 0) {
            throw new LaunchException("the server in " + data + " does not end: " + outcome.output());
        }
    }

    private Outcome end(String mode) {
        return programs.execute("pg_ctl", "stop", "-w", "-s", "-t", "20", "-m", mode, "-D", data.toString());
    }

    /**
     * Ends a server that runs on these data since an earlier process and its supervisor were killed.
     *
     * @return its process id; empty if none runs
     */
    public OptionalLong stopLeftOver() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return OptionalLong.empty();
        }
        String firstLine =
                Files.readString(pidFile).lines().findFirst().orElse("").strip();
        long pid = firstLine.matches("\\d{1,18}") ? Long.parseLong(firstLine) : 0;
        if (!isServer(pid)) {
            // after a crash of the machine the number may be another program's, which PostgreSQL would believe
            Files.deleteIfExists(pidFile);
            return OptionalLong.empty();
        }
        stop();
        return OptionalLong.of(pid);
    }

    private static boolean isServer(long pid) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null) {
            return false;
        }
        String command = process.info().command().orElse("");
        if (!command.isEmpty()) {
            return command.matches(".*/postgres( \\(deleted\\))?");
        }
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            return !Files.readString(stat).contains(") Z "); // ended, but nobody has asked for its exit code yet
        } catch (NoSuchFileException e) {
            return process.isAlive();
        }
    }

    /**
     * A port that is free at this moment, below those that the system gives to outgoing connections: one of these could take it while the
     * server is down, or even connect to itself.
     */
    public static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
                return port;
            } catch (BindException e) {
                continue;
            }
        }
        throw new LaunchException("there is no free port between 20000 and 32000");
    }
}

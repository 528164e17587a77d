package dev.awa.resilience;

import dev.awa.testkit.ServerFolder;
import dev.awa.testkit.accounting.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL server with its data in a {@link ServerFolder}, which it ends with. Its superuser is postgres, without password. */
final class Cluster {

    private static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            fsync = on
            synchronous_commit = on
            wal_level = logical
            max_connections = 100
            # leaves what was committed asynchronously in memory, for a crash to take
            wal_writer_delay = 10s
            wal_writer_flush_after = 1GB
            # tells the publisher soon what has been applied
            wal_receiver_status_interval = 1s
            wal_retrieve_retry_interval = 200ms
            # each read of view awa.jobs, all of whose costs are guesses, would be compiled for seconds
            jit = off
            log_min_messages = warning
            log_line_prefix = '%m [%p] '
            """;

    private final Programs programs;
    private final Path data;
    private final int port;

    private Cluster(Programs programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** A new one, started. */
    static Cluster create(Programs programs, ServerFolder folder, String name) throws IOException {
        Path data = folder.path().resolve(name);
        initialise(programs, data);
        var cluster = new Cluster(programs, data, freePort());
        cluster.start();
        return cluster;
    }

    private static void initialise(Programs programs, Path data) throws IOException {
        programs.run(
                "initdb",
                "--no-sync",
                "--auth=trust",
                "--username=postgres",
                "--encoding=UTF8",
                "--locale=C",
                "-D",
                data.toString());
        Files.writeString(data.resolve("postgresql.conf"), SETTINGS, StandardOpenOption.APPEND);
    }

    /** A server that starts from a base backup of this one and has nothing more to do with it. */
    Cluster backup(String name) throws IOException {
        Path copy = data.resolveSibling(name);
        baseBackup(copy);
        var backup = new Cluster(programs, copy, freePort());
        backup.start();
        return backup;
    }

    private void baseBackup(Path copy, String... more) {
        var arguments = new ArrayList<>(
                List.of("--checkpoint=fast", "--no-sync", "--wal-method=stream", "-D", copy.toString()));
        arguments.addAll(List.of(more));
        arguments.add("--dbname=host=127.0.0.1 user=postgres port=" + port + " application_name=" + copy.getFileName());
        programs.run("pg_basebackup", arguments.toArray(String[]::new));
    }

    /** A copy of this one that follows it, started. This one answers commits only when the copy has them on disk. */
    Cluster standby(String name) throws IOException, SQLException {
        return standby(name, freePort());
    }

    /** The same, with the name and the port of one that was removed. */
    Cluster standbyInPlaceOf(Cluster removed) throws SQLException {
        return standby(removed.data.getFileName().toString(), removed.port);
    }

    private Cluster standby(String name, int freePort) throws SQLException {
        Path copy = data.resolveSibling(name);
        baseBackup(copy, "--write-recovery-conf");
        var standby = new Cluster(programs, copy, freePort);
        standby.start();
        try (Session session = session("postgres")) {
            session.run("alter system set synchronous_standby_names = '" + name + "'");
            session.run("select pg_reload_conf()");
            Patience.until(name + " to follow synchronously", () -> session.number("""
                    select count(*) from pg_stat_replication where sync_state = 'sync' and state = 'streaming'""") == 1);
        }
        return standby;
    }

    int port() {
        return port;
    }

    PGSimpleDataSource dataSource(String database) {
        return dataSource(database, "127.0.0.1:" + port, "");
    }

    /** For the primary of several servers, whichever it is at the moment. */
    static PGSimpleDataSource primaryOf(String database, Cluster... clusters) {
        var hosts = new StringBuilder();
        for (Cluster cluster : clusters) {
            hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1:").append(cluster.port);
        }
        return dataSource(database, hosts.toString(), "&targetServerType=primary");
    }

    private static PGSimpleDataSource dataSource(String database, String hosts, String parameters) {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl("jdbc:postgresql://" + hosts + "/" + database
                + "?user=postgres&connectTimeout=5&socketTimeout=60" + parameters);
        return dataSource;
    }

    /** The same as another user. */
    PGSimpleDataSource dataSource(String database, String user) {
        PGSimpleDataSource dataSource = dataSource(database);
        dataSource.setUser(user);
        return dataSource;
    }

    /** How another server connects to this one. */
    String connectionString(String database) {
        return "host=127.0.0.1 port=" + port + " user=postgres dbname=" + database;
    }

    /** Makes the transaction ids go ahead. */
    void spendTransactionIds(int count) throws SQLException {
        try (Session session = session("postgres")) {
            session.run("do $$ begin for i in 1..%d loop perform pg_current_xact_id(); commit; end loop; end $$"
                    .formatted(count));
        }
    }

    /** Runs a shell script with the programs of PostgreSQL, which connect to this server as the given user. */
    Programs.Outcome shell(Path folder, String user, Map<String, String> more, String script) {
        var environment = new HashMap<>(more);
        environment.put("PGHOST", "127.0.0.1");
        environment.put("PGPORT", Integer.toString(port));
        environment.put("PGUSER", user);
        return programs.shell(folder, environment, script);
    }

    Session session(String database) throws SQLException {
        return Session.open(dataSource(database));
    }

    /** Starts the server, with recovery if it needs one; returns when it takes connections. */
    void start() {
        programs.run(
                "pg_ctl",
                "start",
                "-w",
                "-s",
                "-t",
                "60",
                "-D",
                data.toString(),
                "-l",
                log().toString(),
                "-o",
                "-p " + port);
    }

    /** Ends the server at once, as the loss of its machine's power would: what is not on disk is gone. */
    void crash() {
        programs.run("pg_ctl", "stop", "-s", "-m", "immediate", "-D", data.toString());
    }

    /**
     * Kills one of the server's processes, as the system does when memory runs out. The server ends all the others, loses what
     * is not on disk, and starts again by itself; returns when it takes connections.
     */
    void killBackend() throws SQLException {
        try (Session session = session("postgres")) {
            long pid = session.number("""
                    select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
                    order by random() limit 1""");
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            Patience.until(
                    "the server to end all sessions",
                    () -> !session.connection().isValid(5));
        }
        Patience.until("the server to be back", () -> {
            try (Session session = session("postgres")) {
                return session.number("select 1") == 1;
            } catch (SQLException e) {
                return false;
            }
        });
    }

    /** A new server of the same settings that has taken over the data of this one, which does not run any more. */
    Cluster upgrade(String name) throws IOException {
        Path upgraded = data.resolveSibling(name);
        initialise(programs, upgraded);
        programs.run("pg_ctl", "stop", "-s", "-m", "fast", "-D", data.toString());
        Programs.Outcome outcome = programs.shell(
                data.getParent(),
                Map.of(),
                "pg_upgrade --username=postgres --old-bindir='%1$s' --new-bindir='%1$s' --old-datadir='%2$s' --new-datadir='%3$s'"
                        .formatted(programs.bin(), data, upgraded));
        if (outcome.code() != 0) {
            throw new IllegalStateException("pg_upgrade ended with " + outcome.code() + ":\n" + outcome.output());
        }
        var cluster = new Cluster(programs, upgraded, freePort());
        cluster.start();
        return cluster;
    }

    /** Makes a standby the primary; returns when it takes writes. */
    void promote() {
        programs.run("pg_ctl", "promote", "-w", "-s", "-t", "60", "-D", data.toString());
    }

    /** Removes the data of a server that does not run. */
    void remove() throws IOException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            throw new IllegalStateException("the server in " + data + " still runs");
        }
        Trees.delete(data);
    }

    /** Keeps the server's log for people. */
    void keepLog() throws IOException {
        Files.copy(log(), Path.of("target").resolve(log().getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path log() {
        return data.resolveSibling(data.getFileName() + ".log");
    }

    /**
     * A port below those that the system gives to outgoing connections: one of these could take it while the server is
     * down, or even connect to itself.
     */
    private static int freePort() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
                return port;
            } catch (java.net.BindException e) {
                continue;
            }
        }
        throw new IllegalStateException("no free port between 20000 and 32000");
    }
}

package dev.awa.resilience;

import dev.awa.launcher.PostgresPrograms;
import dev.awa.launcher.PostgresPrograms.Outcome;
import dev.awa.launcher.PostgresServer;
import dev.awa.launcher.ServerFolder;
import dev.awa.launcher.Trees;
import dev.awa.testkit.accounting.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/** One PostgreSQL server with its data in a {@link ServerFolder}, which it ends with. Its superuser is postgres, without password. */
final class Cluster {

    private static final String SETTINGS = """
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

    private final PostgresPrograms programs;
    private final ServerFolder folder;
    private final PostgresServer server;

    private Cluster(PostgresPrograms programs, ServerFolder folder, String name, int port) {
        this.programs = programs;
        this.folder = folder;
        this.server =
                new PostgresServer(programs, folder, name, port, folder.path().resolve(name + ".log"));
    }

    /** A new one, started. */
    static Cluster create(PostgresPrograms programs, ServerFolder folder, String name) throws IOException {
        var cluster = new Cluster(programs, folder, name, PostgresServer.freePort());
        cluster.server.initialiseForTest(SETTINGS);
        cluster.start();
        return cluster;
    }

    /** A server that starts from a base backup of this one and has nothing more to do with it. */
    Cluster backup(String name) throws IOException {
        var backup = new Cluster(programs, folder, name, PostgresServer.freePort());
        baseBackup(backup.data());
        backup.start();
        return backup;
    }

    private void baseBackup(Path copy, String... more) {
        var arguments = new ArrayList<>(
                List.of("--checkpoint=fast", "--no-sync", "--wal-method=stream", "-D", copy.toString()));
        arguments.addAll(List.of(more));
        arguments.add(
                "--dbname=host=127.0.0.1 user=postgres port=" + port() + " application_name=" + copy.getFileName());
        programs.run("pg_basebackup", arguments.toArray(String[]::new));
    }

    /** A copy of this one that follows it, started. This one answers commits only when the copy has them on disk. */
    Cluster standby(String name) throws IOException, SQLException {
        return standby(name, PostgresServer.freePort());
    }

    /** The same, with the name and the port of one that was removed. */
    Cluster standbyInPlaceOf(Cluster removed) throws SQLException {
        return standby(removed.data().getFileName().toString(), removed.port());
    }

    private Cluster standby(String name, int freePort) throws SQLException {
        var standby = new Cluster(programs, folder, name, freePort);
        baseBackup(standby.data(), "--write-recovery-conf");
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
        return server.port();
    }

    private Path data() {
        return server.data();
    }

    PGSimpleDataSource dataSource(String database) {
        return dataSource(database, "127.0.0.1:" + port(), "");
    }

    /** For the primary of several servers, whichever it is at the moment. */
    static PGSimpleDataSource primaryOf(String database, Cluster... clusters) {
        var hosts = new StringBuilder();
        for (Cluster cluster : clusters) {
            hosts.append(hosts.isEmpty() ? "" : ",").append("127.0.0.1:").append(cluster.port());
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
        return "host=127.0.0.1 port=" + port() + " user=postgres dbname=" + database;
    }

    /** Makes the transaction ids go ahead. */
    void spendTransactionIds(int count) throws SQLException {
        try (Session session = session("postgres")) {
            session.run("do $$ begin for i in 1..%d loop perform pg_current_xact_id(); commit; end loop; end $$"
                    .formatted(count));
        }
    }

    /** Runs a shell script with the programs of PostgreSQL, which connect to this server as the given user. */
    Outcome shell(Path folder, String user, Map<String, String> more, String script) {
        var environment = new HashMap<>(more);
        environment.put("PGHOST", "127.0.0.1");
        environment.put("PGPORT", Integer.toString(port()));
        environment.put("PGUSER", user);
        return programs.shell(folder, environment, script);
    }

    Session session(String database) throws SQLException {
        return Session.open(dataSource(database));
    }

    /** Starts the server, with recovery if it needs one; returns when it takes connections. */
    void start() {
        server.start();
    }

    /** Ends the server at once, as the loss of its machine's power would: what is not on disk is gone. */
    void crash() {
        server.crash();
    }

    /**
     * Kills one of the server's processes, as the system does when memory runs out. The server ends all the others, loses what
     * is not on disk, and starts again by itself; returns when it takes connections.
     */
    void killBackend() throws SQLException {
        killBackend("%");
    }

    /** The same with a session of an application, or of any that is like it. */
    void killBackend(String application) throws SQLException {
        try (Session session = session("postgres")) {
            Patience.until("a session of " + application, () -> kill(session, application));
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

    private static boolean kill(Session session, String application) throws SQLException {
        List<Long> pids = session.numbers("""
                select pid from pg_stat_activity
                where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name like ?
                order by random() limit 1""", application);
        return !pids.isEmpty()
                && ProcessHandle.of(pids.get(0))
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false);
    }

    /** A new server of the same settings that has taken over the data of this one, which does not run any more. */
    Cluster upgrade(String name) throws IOException {
        var upgraded = new Cluster(programs, folder, name, PostgresServer.freePort());
        upgraded.server.initialiseForTest(SETTINGS);
        server.stop();
        Outcome outcome = programs.shell(
                folder.path(),
                Map.of(),
                "pg_upgrade --username=postgres --old-bindir='%1$s' --new-bindir='%1$s' --old-datadir='%2$s' --new-datadir='%3$s'"
                        .formatted(programs.bin(), data(), upgraded.data()));
        if (outcome.code() != 0) {
            throw new IllegalStateException("pg_upgrade ended with " + outcome.code() + ":\n" + outcome.output());
        }
        upgraded.start();
        return upgraded;
    }

    /** Makes a standby the primary; returns when it takes writes. */
    void promote() {
        programs.run("pg_ctl", "promote", "-w", "-s", "-t", "60", "-D", data().toString());
    }

    /** Removes the data of a server that does not run. */
    void remove() throws IOException {
        if (Files.exists(data().resolve("postmaster.pid"))) {
            throw new IllegalStateException("the server in " + data() + " still runs");
        }
        Trees.delete(data());
    }

    /** Keeps the server's log for people. */
    void keepLog() throws IOException {
        Path log = server.log();
        Files.copy(log, Path.of("target").resolve(log.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
}

package dev.awa.worker;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.Toolchain;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/** A pooler in front of a test's database. It ends with this JVM, however that ends. */
final class PgBouncer implements AutoCloseable {

    private final TestDatabase database;
    private final int port;
    private final Process process;

    private PgBouncer(TestDatabase database, int port, Process process) {
        this.database = database;
        this.port = port;
        this.process = process;
    }

    /** Starts one in the given pool mode, or skips the calling test when the program is missing. */
    static PgBouncer start(TestDatabase database, String poolMode, int poolSize) throws IOException {
        String program = Files.isExecutable(Path.of("/usr/sbin/pgbouncer")) ? "/usr/sbin/pgbouncer" : "pgbouncer";
        Toolchain.require(program, "--version");
        var server = new PGSimpleDataSource();
        server.setUrl(database.jdbcUrl());
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        // readable for whom it runs as: it refuses to run as root
        Path directory = Files.createTempDirectory(
                "awa-pgbouncer-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        Path file = directory.resolve("pgbouncer.ini");
        Files.writeString(file, """
                [databases]
                * = host=%s port=%d user=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                server.getServerNames()[0], server.getPortNumbers()[0], server.getUser(), port, poolMode, poolSize));
        var command = new ArrayList<String>(
                List.of("sh", "-c", "\"$0\" \"$@\" & read -r _; kill $!; wait", program, file.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/pgbouncer.log")))
                .start();
        var pgBouncer = new PgBouncer(database, port, process);
        Jobs.eventually("pgbouncer to answer, see target/pgbouncer.log").until(pgBouncer::answers);
        return pgBouncer;
    }

    private boolean answers() {
        try (var connection = dataSource().getConnection()) {
            return connection.isValid(5);
        } catch (java.sql.SQLException e) {
            return false;
        }
    }

    PGSimpleDataSource dataSource() {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setServerNames(new String[] {"127.0.0.1"});
        dataSource.setPortNumbers(new int[] {port});
        return dataSource;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("pgbouncer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

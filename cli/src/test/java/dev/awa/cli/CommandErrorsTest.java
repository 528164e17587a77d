package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandErrorsTest {

    private static final String DIR =
            Path.of("target", "errors").toAbsolutePath().toString();

    private static void assertFails(CliProcess awa, String sentence) throws Exception {
        try (awa) {
            assertThat(awa.exitCode()).as(awa.output()).isEqualTo(1);
            String[] lines = awa.output().split("\n");
            assertThat(lines[lines.length - 1]).isEqualTo("awa: " + sentence);
            assertThat(awa.output()).doesNotContain("Exception", "\tat ");
        }
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codegen", "dev", "contract"})
    void helpOfACommandIsThatOfItsOption(String command) throws Exception {
        try (CliProcess help = CliProcess.awa("help", command);
                CliProcess option = CliProcess.awa(command, "--help")) {
            assertThat(help.exitCode()).as(help.output()).isZero();
            assertThat(option.exitCode()).as(option.output()).isZero();
            assertThat(help.output()).isEqualTo(option.output()).startsWith("Usage: awa " + command);
        }
    }

    @Test
    void portInUseIsNamed() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();
            assertFails(
                    CliProcess.awa("dev", "--dir", DIR, "--port", Integer.toString(port)),
                    "Port " + port
                            + " of 127.0.0.1 is in use by another program; choose another with --port (0 takes any"
                            + " free one).");
        }
    }

    @Test
    void portOfTheReceiverInUseIsNamedBeforeTheServerIsStarted(@TempDir Path dir) throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();
            try (CliProcess awa =
                    CliProcess.awa("dev", "--dir", dir.toString(), "--receiver-port", Integer.toString(port))) {
                assertThat(awa.exitCode()).isEqualTo(1);
                assertThat(awa.output())
                        .isEqualTo("awa: Port " + port + " of 127.0.0.1 is in use by another program; choose another"
                                + " with --receiver-port (0 takes any free one).");
            }
            assertThat(dir.resolve("data")).doesNotExist();
        }
    }

    @Test
    void portOutOfRangeIsRefused() throws Exception {
        assertFails(
                CliProcess.awa("dev", "--dir", DIR, "--port", "70000"),
                "70000 is no port, so --port cannot be 70000: use 0 to 65535.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "demo", "migrate", "version", "contract show", "codegen --lang go"})
    void unreachableServerIsNamed(String command) throws Exception {
        int port = closedPort();
        String[] dir = command.matches("dev|demo") ? new String[] {"--dir", DIR} : new String[0];
        String[] arguments = Stream.of(
                        Stream.of(command.split(" ")),
                        Stream.of("--database-url", "postgres://u:p@127.0.0.1:" + port + "/d"),
                        Stream.of(dir))
                .flatMap(words -> words)
                .toArray(String[]::new);
        assertFails(
                CliProcess.awa(arguments),
                "PostgreSQL at 127.0.0.1:" + port + " cannot be reached: connection refused.");
    }

    @Test
    void unknownHostIsNamed() throws Exception {
        assertFails(
                CliProcess.awa("migrate", "--database-url", "postgres://u@no-such-host.invalid/d"),
                "PostgreSQL at no-such-host.invalid:5432 cannot be reached: the host name is not known.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "migrate"})
    void serverOlderThanFifteenIsRefused(String command) throws Exception {
        try (var server = new PretendServer("14.9")) {
            String url = server.url();
            var arguments = command.equals("dev")
                    ? new String[] {command, "--dir", DIR, "--database-url", url}
                    : new String[] {command, "--database-url", url};
            assertFails(
                    CliProcess.awa(arguments),
                    "The server at " + DatabaseUrl.parse(url).hosts()
                            + " is PostgreSQL 14.9, and Awa needs 15 or newer.");
        }
    }

    @Test
    void badUrlIsExplained() throws Exception {
        assertFails(
                CliProcess.awa("migrate", "--database-url", "mysql://h/d"),
                "The database URL 'mysql://h/d' cannot be used: expected postgres://user:password@host:port/database or"
                        + " jdbc:postgresql://host:port/database.");
    }

    @Test
    void badUrlOfTheEnvironmentIsExplained() throws Exception {
        assertFails(
                CliProcess.awa(Map.of("DATABASE_URL", "postgres://h:x/d"), "migrate"),
                "The database URL 'postgres://h:x/d' cannot be used: 'h:x' is not of the form host:port.");
    }

    @Test
    void migrateWithoutDatabaseAsksForOne() throws Exception {
        assertFails(
                CliProcess.awa("migrate"),
                "Which database? Name it with --database-url, AWA_DATABASE_URL or DATABASE_URL; ./awa dev migrates its"
                        + " own.");
    }

    @Test
    void demoWithoutDevSaysWhatToStart() throws Exception {
        Path dir = Path.of("target", "no-dev-here").toAbsolutePath();
        assertFails(
                CliProcess.awa("demo", "--dir", dir.toString()),
                "No awa dev is running with " + dir + ": start ./awa dev in another terminal, or name a database with"
                        + " --database-url.");
    }

    @Test
    void freshIsForTheEmbeddedServerOnly() throws Exception {
        assertFails(
                CliProcess.awa(Map.of("AWA_DATABASE_URL", "postgres://h/d"), "dev", "--dir", DIR, "--fresh"),
                "--fresh empties the server in " + DIR + " only; leave it out with AWA_DATABASE_URL.");
        assertFails(
                CliProcess.awa("dev", "--dir", DIR, "--fresh", "--database-url", "postgres://h/d"),
                "--fresh empties the server in " + DIR + " only; leave it out with --database-url.");
    }

    @Test
    void unknownCommandEndsWithCodeTwo() throws Exception {
        try (CliProcess awa = CliProcess.awa("explode")) {
            assertThat(awa.exitCode()).isEqualTo(2);
            assertThat(awa.output()).contains("explode");
        }
    }
}

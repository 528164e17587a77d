package dev.awa.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresServerTest {

    private static final PostgresPrograms PROGRAMS = PostgresPrograms.embedded(PostgresPrograms.EMBEDDED);

    private ServerFolder folder;

    @BeforeEach
    void open() throws Exception {
        folder = ServerFolder.temporary("awa-launcher-");
    }

    @AfterEach
    void close() throws Exception {
        folder.close();
    }

    private PostgresServer server(String name, int port) {
        return new PostgresServer(PROGRAMS, folder, name, port, folder.path().resolve(name + ".log"));
    }

    @Test
    void serversOfOnePreparationRunSideBySide() throws Exception {
        for (String name : new String[] {"one", "two"}) {
            PostgresServer server = server(name, PostgresServer.freePort());
            server.copyForTest("fsync = off\n");
            server.start();
        }
        assertThat(folder.path().resolve("one/postmaster.pid")).exists();
        assertThat(folder.path().resolve("two/postmaster.pid")).exists();
    }

    @Test
    void recoversFromACrashAndNotFromAStop() throws Exception {
        PostgresServer server = server("it", PostgresServer.freePort());
        server.copyForTest("");
        String recovery = "was not properly shut down; automatic recovery in progress";
        server.start();
        server.stop();
        server.start();
        assertThat(server.log()).content().doesNotContain(recovery);

        server.crash();
        server.start();

        assertThat(server.log()).content().contains(recovery);
    }

    @Test
    void errorEndsWithWhatTheLogSays() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            PostgresServer server = server("it", other.getLocalPort());
            server.copyForTest("");

            assertThatThrownBy(server::start)
                    .isInstanceOf(LaunchException.class)
                    .hasMessageContaining("the server failed to start, and " + server.log() + " ends with: ")
                    .hasMessageEndingWith("FATAL:  could not create any TCP/IP sockets");
        }
    }

    @Test
    void errorOfInitdbEndsWithWhatItSays() {
        PostgresServer server = server("it", 1);

        assertThatThrownBy(() -> server.initialise("boss", Path.of("/no such file")))
                .isInstanceOf(LaunchException.class)
                .hasMessageStartingWith("initdb failed to start, and ")
                .hasMessageContaining("initdb: error: could not open file \"/no such file\" for reading");
        assertThat(server.data()).doesNotExist();
    }

    @Test
    void serverThatDoesNotRunCannotCrash() throws Exception {
        PostgresServer server = server("it", 1);
        server.copyForTest("");

        assertThatThrownBy(server::crash)
                .isInstanceOf(LaunchException.class)
                .hasMessageStartingWith("the server in " + server.data() + " does not end: ");
    }

    @Test
    void serverThatWasLeftBehindIsStopped() throws Exception {
        PostgresServer server = server("it", PostgresServer.freePort());
        server.copyForTest("");
        server.start();
        String pid = Files.readAllLines(server.data().resolve("postmaster.pid")).get(0);

        assertThat(server.stopLeftOver()).hasValue(Long.parseLong(pid));
        assertThat(server.stopLeftOver()).isEmpty();
    }

    @Test
    void pidOfAnotherProgramIsNotBelieved() throws Exception {
        PostgresServer server = server("it", 1);
        server.copyForTest("");
        Path pidFile = Files.writeString(
                server.data().resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

        assertThat(server.stopLeftOver()).isEmpty();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void versionThatIsNotEmbeddedIsRefused() {
        assertThatThrownBy(() -> PostgresPrograms.embedded(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no PostgreSQL 9 is embedded, but there are [15, 18]");
    }
}

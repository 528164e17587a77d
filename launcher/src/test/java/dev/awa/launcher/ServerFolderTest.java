package dev.awa.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of servers when the JVM that has started them is killed. */
class ServerFolderTest {

    private static final PostgresPrograms PROGRAMS = PostgresPrograms.embedded(PostgresPrograms.EMBEDDED);

    @TempDir
    Path kept;

    /** Starts a server in a temporary folder, or in the one that it is told, and waits to be killed. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            ServerFolder folder =
                    args.length == 0 ? ServerFolder.temporary("awa-launcher-") : ServerFolder.kept(Path.of(args[0]));
            var server = new PostgresServer(
                    PROGRAMS,
                    folder,
                    "orphan",
                    PostgresServer.freePort(),
                    folder.path().resolve("orphan.log"));
            server.copyForTest("");
            server.start();
            System.out.println(server.data());
            new CountDownLatch(1).await();
        }
    }

    /** Is killed while its supervisor starts a server. */
    static final class StartingVictim {
        private StartingVictim() {}

        public static void main(String[] args) throws Exception {
            ServerFolder folder = ServerFolder.kept(Path.of(args[0]));
            Path log = folder.path().resolve("orphan.log");
            var server = new PostgresServer(PROGRAMS, folder, "orphan", PostgresServer.freePort(), log);
            server.copyForTest("");
            var command = new ArrayList<>(List.of(
                    "sh",
                    "-c",
                    "touch \"$0/begun\"; cat \"$0/gate\"; exec \"$@\"",
                    folder.path().toString()));
            String options = "-p " + server.port() + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''";
            command.addAll(PROGRAMS.command(
                    "pg_ctl", "start", "-w", "-D", server.data().toString(), "-l", log.toString(), "-o", options));
            folder.run(command, log);
        }
    }

    @Test
    void serverAndItsDataGoFromATemporaryFolder() throws Exception {
        Process victim = Jvm.start(Victim.class);
        Path data;
        ProcessHandle server;
        try {
            data = Path.of(Jvm.line(victim));
            server = server(data);
            assertThat(server.isAlive()).isTrue();
        } finally {
            victim.destroyForcibly().waitFor();
        }
        await("the server to end").until(() -> !server.isAlive());
        await("its data to go").until(() -> Files.notExists(data.getParent()));
    }

    @Test
    void serverEndsInOrderAndItsDataStayInAFolderThatIsKept() throws Exception {
        Process victim = Jvm.start(Victim.class, kept.toString());
        Path data;
        ProcessHandle server;
        try {
            data = Path.of(Jvm.line(victim));
            server = server(data);
        } finally {
            victim.destroyForcibly().waitFor();
        }
        await("the server to end").until(() -> !server.isAlive());

        assertThat(data.resolve("PG_VERSION")).exists();
        assertThat(kept.resolve("orphan.log")).content().endsWith("database system is shut down\n");
    }

    @Test
    void serverThatIsStartingThenEndsToo() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", kept.resolve("gate").toString())
                        .start()
                        .waitFor())
                .isZero();
        Process victim = Jvm.start(StartingVictim.class, kept.toString());
        try {
            await("the start").until(() -> Files.exists(kept.resolve("begun")));
        } finally {
            victim.destroyForcibly().waitFor();
        }
        Files.writeString(kept.resolve("gate"), "open");

        Path log = kept.resolve("orphan.log");
        await("the server to end")
                .untilAsserted(() -> assertThat(log)
                        .content()
                        .contains("database system is ready to accept connections")
                        .endsWith("database system is shut down\n"));
    }

    private static ProcessHandle server(Path data) throws Exception {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private static org.awaitility.core.ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(Duration.ofSeconds(40)).ignoreExceptions();
    }
}

package dev.awa.resilience;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.ServerFolder;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ServerFolderTest {

    /** Starts a server in a JVM of its own, which is killed then. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] args) throws Exception {
            Programs programs = Programs.require();
            ServerFolder folder = programs.folder();
            Cluster.create(programs, folder, "orphan");
            System.out.println(folder.path());
            System.out.println(Files.readAllLines(folder.path().resolve("orphan/postmaster.pid"))
                    .get(0));
            new CountDownLatch(1).await();
        }
    }

    @Test
    void serverAndItsDataGoWithAKilledJvm() throws Exception {
        Programs.require();
        Process victim = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path folder;
        ProcessHandle server;
        try {
            var answer = new BufferedReader(victim.inputReader(UTF_8));
            folder = Path.of(answer.readLine());
            server = ProcessHandle.of(Long.parseLong(answer.readLine().strip())).orElseThrow();
            assertThat(server.isAlive()).isTrue();
        } finally {
            victim.destroyForcibly().waitFor();
        }
        Patience.until("the server to end", () -> !server.isAlive());
        Patience.until("its data to go", () -> Files.notExists(folder));
    }
}

package dev.awa.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {

    @TempDir
    Path caches;

    /** Asks for a folder once it may, and tells if it has made it. */
    static final class Asker {
        private Asker() {}

        public static void main(String[] args) throws IOException {
            System.out.println("ready");
            System.in.read();
            new Cache(Path.of(args[0])).get("slow", folder -> {
                Files.createDirectory(folder);
                System.out.println("made");
            });
        }
    }

    @Test
    void oneOfSeveralProcessesMakesWhatAllUse() throws Exception {
        var askers = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            askers.add(Jvm.start(Asker.class, caches.toString()));
        }
        var answers = new ArrayList<String>();
        for (Process asker : askers) {
            assertThat(Jvm.line(asker)).isEqualTo("ready");
        }
        for (Process asker : askers) {
            asker.getOutputStream().close();
        }
        for (Process asker : askers) {
            answers.add(new String(asker.getInputStream().readAllBytes(), UTF_8).strip());
            assertThat(asker.waitFor()).isZero();
        }
        assertThat(answers).containsExactlyInAnyOrder("made", "", "");
    }

    @Test
    void whatWasLeftUnfinishedIsMadeAnew() throws Exception {
        Files.createDirectories(caches.resolve("it.new/half"));
        var cache = new Cache(caches);

        assertThatThrownBy(() -> cache.get("it", folder -> {
                    Files.createDirectory(folder);
                    throw new IOException("disk full");
                }))
                .isInstanceOf(LaunchException.class)
                .hasMessageContainingAll(caches.resolve("it").toString(), "disk full");
        Path made = cache.get("it", folder -> Files.writeString(folder, "whole"));

        assertThat(made).hasContent("whole");
    }

    @Test
    void makerMayNeedAnother() {
        var cache = new Cache(caches);

        cache.get("data", folder -> Files.copy(cache.get("programs", Files::createDirectory), folder));

        assertThat(List.of(caches.resolve("data"), caches.resolve("programs"))).allMatch(Files::isDirectory);
    }
}

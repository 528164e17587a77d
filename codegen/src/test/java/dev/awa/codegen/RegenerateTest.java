package dev.awa.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("tools")
class RegenerateTest {

    private static final Path ROOT = Path.of("..");

    @Test
    void committedClientsAreWhatTheSchemaGives(@TempDir Path regenerated) throws Exception {
        Regenerate.generate(regenerated);

        Map<String, String> expected = files(regenerated, regenerated);
        Set<String> stale = new TreeSet<>(expected.keySet());
        stale.addAll(files(ROOT, ROOT.resolve(Regenerate.JAVA)).keySet());
        stale.removeIf(file -> Objects.equals(committed(file), expected.get(file)));
        assertThat(stale)
                .as("stale files: run ./mvnw -Pregenerate -pl codegen -am process-classes and commit them")
                .isEmpty();
        assertThat(expected)
                .containsKeys("clients/typescript/src/awa.ts", "clients/go/awa.go", "clients/python/awa/asyncpg.py")
                .hasSizeGreaterThan(30);
    }

    private static Object committed(String file) {
        Path path = ROOT.resolve(file);
        return Files.exists(path) ? text(path) : "not there";
    }

    private static Map<String, String> files(Path root, Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> texts.put(root.relativize(file).toString(), text(file)));
        }
        return texts;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaApiTest {

    private static final Path COMMITTED = Path.of("../java-client/src/generated/java");

    @Test
    void committedSourcesAreWhatTheSchemaGives(@TempDir Path regenerated) throws Exception {
        JavaApi.generate(regenerated);

        Map<String, String> committed = sources(COMMITTED);
        Map<String, String> expected = sources(regenerated);
        Set<String> files = new TreeSet<>(committed.keySet());
        files.addAll(expected.keySet());
        files.removeIf(file -> Objects.equals(committed.get(file), expected.get(file)));
        assertThat(files)
                .as("stale files in java-client/src/generated: run ./mvnw -Pregenerate -pl codegen -am process-classes"
                        + " and commit them")
                .isEmpty();
        assertThat(expected).isNotEmpty();
    }

    private static Map<String, String> sources(Path folder) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> sources.put(folder.relativize(file).toString(), text(file)));
        }
        return sources;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

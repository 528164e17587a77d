package dev.awa.codegen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaApiTest {

    private static final Path COMMITTED = Path.of("../java-client/src/generated/java");

    @Test
    void committedSourcesAreWhatTheSchemaGives(@TempDir Path regenerated) throws Exception {
        JavaApi.generate(regenerated);

        assertThat(sources(COMMITTED))
                .as("run ./mvnw -Pregenerate -pl codegen -am process-classes and commit java-client/src/generated")
                .isEqualTo(sources(regenerated));
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

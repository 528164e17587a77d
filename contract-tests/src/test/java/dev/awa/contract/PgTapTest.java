package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the pgTAP files of this module. {@code -Dawa.test.pgtap=} runs only those whose path contains that text. */
@Tag("sql")
class PgTapTest {

    private static final List<String> FOLDERS = List.of("contract", "behaviour", "engine", "security", "plans");

    @TestFactory
    Stream<DynamicNode> pgTap() throws IOException {
        String filter = System.getProperty("awa.test.pgtap", "");
        return files().stream()
                .filter(file -> PgTapFiles.name(file).contains(filter))
                .map(file -> PgTapFiles.container(file, PgTapDatabase::create));
    }

    /** A typing error in a folder's name would otherwise run nothing and pass. */
    @Test
    void everyFolderHasFiles() throws IOException {
        for (String folder : FOLDERS) {
            assertThat(files())
                    .as(folder)
                    .anyMatch(file -> PgTapFiles.name(file).startsWith(folder + "/"));
        }
    }

    /** In path order. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : FOLDERS) {
            files.addAll(PgTapFiles.in(PgTapDatabase.MODULE.resolve(folder)));
        }
        return files;
    }
}

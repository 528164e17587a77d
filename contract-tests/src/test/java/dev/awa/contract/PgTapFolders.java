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

/**
 * Runs the pgTAP files of some folders of this module, of which each class has its own, since classes run beside each other.
 * {@code -Dawa.test.pgtap=} runs only those whose path contains that text.
 */
@Tag("sql")
abstract class PgTapFolders {

    static final List<String> OUTSIDE = List.of("contract", "behaviour");
    static final List<String> INSIDE = List.of("engine", "security", "plans");

    private final List<String> folders;

    PgTapFolders(List<String> folders) {
        this.folders = folders;
    }

    @TestFactory
    Stream<DynamicNode> pgTap() throws IOException {
        String filter = System.getProperty("awa.test.pgtap", "");
        return files(folders).stream()
                .filter(file -> PgTapFiles.name(file).contains(filter))
                .map(file -> PgTapFiles.container(file, PgTapDatabase::create));
    }

    /** A typing error in a folder's name would otherwise run nothing and pass. */
    @Test
    void everyFolderHasFiles() throws IOException {
        for (String folder : folders) {
            assertThat(files(List.of(folder))).as(folder).isNotEmpty();
        }
    }

    private static List<Path> files(List<String> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : folders) {
            files.addAll(PgTapFiles.in(PgTapDatabase.MODULE.resolve(folder)));
        }
        return files;
    }
}

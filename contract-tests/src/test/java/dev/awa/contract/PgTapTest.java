package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.awa.contract.TapLine.Directive;
import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the pgTAP files of this module: a file is a container and a TAP line a test. {@code -Dawa.test.pgtap=} runs only
 * the files whose path contains that text.
 */
class PgTapTest {

    private static final List<String> FOLDERS = List.of("contract", "behaviour", "security", "plans");

    @TestFactory
    Stream<DynamicNode> pgTap() throws IOException {
        String filter = System.getProperty("awa.test.pgtap", "");
        return files().stream().filter(file -> name(file).contains(filter)).map(PgTapTest::container);
    }

    /** A typing error in a folder's name would otherwise run nothing and pass. */
    @Test
    void everyFolderHasFiles() throws IOException {
        for (String folder : FOLDERS) {
            assertThat(files()).as(folder).anyMatch(file -> name(file).startsWith(folder + "/"));
        }
    }

    /** In path order. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> found = Files.walk(PgTapDatabase.MODULE.resolve(folder))) {
                found.filter(file -> file.toString().endsWith(".sql")).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static String name(Path file) {
        return PgTapDatabase.MODULE.relativize(file).toString().replace('\\', '/');
    }

    private static DynamicNode container(Path file) {
        // lazy, so that each file runs when its container does
        Stream<DynamicNode> tests = StreamSupport.stream(() -> run(file).spliterator(), 0, false);
        return DynamicContainer.dynamicContainer(name(file), file.toUri(), tests);
    }

    private static List<DynamicNode> run(Path file) {
        TapReport report;
        try (TestDatabase database = PgTapDatabase.create();
                Connection connection = database.connect()) {
            report = PgTapScript.run(file, connection);
        } catch (SQLException e) {
            throw new IllegalStateException(name(file) + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<DynamicNode> tests = new ArrayList<>();
        for (TapLine line : report.tests()) {
            tests.add(
                    DynamicTest.dynamicTest(line.number() + " " + line.description(), file.toUri(), () -> judge(line)));
        }
        if (!report.problems().isEmpty()) {
            tests.add(DynamicTest.dynamicTest(
                    "the script itself", file.toUri(), () -> fail(String.join("\n", report.problems()))));
        }
        return tests;
    }

    private static void judge(TapLine line) {
        Assumptions.assumeTrue(line.directive() != Directive.SKIP, line.description());
        Assumptions.assumeTrue(line.passed() || line.directive() != Directive.TODO, line.description());
        if (line.failed()) {
            fail(line.description() + "\n" + line.diagnostics());
        }
    }
}

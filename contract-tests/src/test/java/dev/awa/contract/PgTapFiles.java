package dev.awa.contract;

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
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** pgTAP files as tests: a file is a container and a TAP line a test. */
final class PgTapFiles {

    private PgTapFiles() {}

    /** The files of a folder and those below it, in path order. */
    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    static String name(Path file) {
        Path name = file.startsWith(PgTapDatabase.MODULE) ? PgTapDatabase.MODULE.relativize(file) : file;
        return name.toString().replace('\\', '/');
    }

    /** The tests of a file, which runs in a database of its own when its container does. */
    static DynamicNode container(Path file, Supplier<TestDatabase> databases) {
        Stream<DynamicNode> tests =
                StreamSupport.stream(() -> run(file, databases).spliterator(), 0, false);
        return DynamicContainer.dynamicContainer(name(file), file.toUri(), tests);
    }

    private static List<DynamicNode> run(Path file, Supplier<TestDatabase> databases) {
        TapReport report;
        try (TestDatabase database = databases.get();
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

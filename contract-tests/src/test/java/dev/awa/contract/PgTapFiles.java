package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.awa.contract.TapLine.Directive;
import dev.awa.testkit.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

    /** The tests of a file: first that it runs, in a database of its own, which takes the time that it takes; then its lines. */
    static DynamicNode container(Path file, Supplier<TestDatabase> databases) {
        var report = new AtomicReference<TapReport>();
        DynamicNode script = DynamicTest.dynamicTest(name(file), file.toUri(), () -> {
            report.set(run(file, databases));
            assertThat(report.get().problems()).isEmpty();
        });
        return DynamicContainer.dynamicContainer(
                name(file),
                file.toUri(),
                Stream.<Supplier<Stream<DynamicNode>>>of(() -> Stream.of(script), () -> lines(file, report.get()))
                        .flatMap(Supplier::get));
    }

    private static TapReport run(Path file, Supplier<TestDatabase> databases) throws SQLException, IOException {
        try (TestDatabase database = databases.get();
                Connection connection = database.connect()) {
            return PgTapScript.run(file, connection);
        }
    }

    /** None if the script could not be run. */
    private static Stream<DynamicNode> lines(Path file, @Nullable TapReport report) {
        return Stream.ofNullable(report)
                .flatMap(each -> each.tests().stream())
                .map(line -> DynamicTest.dynamicTest(
                        line.number() + " " + line.description(), file.toUri(), () -> judge(file, line)));
    }

    private static void judge(Path file, TapLine line) {
        Assumptions.assumeTrue(line.directive() != Directive.SKIP, line.description());
        Assumptions.assumeTrue(line.passed() || line.directive() != Directive.TODO, line.description());
        if (line.failed()) {
            fail(name(file) + ": " + line.description() + "\n" + line.diagnostics());
        }
    }
}

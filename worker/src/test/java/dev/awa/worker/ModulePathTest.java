package dev.awa.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.AwaDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an application in modules has of the client and the worker. */
class ModulePathTest {

    private static final List<String> NEEDED =
            List.of("postgresql-", "jooq-", "reactive-streams-", "r2dbc-spi-", "jspecify-", "slf4j-api-");

    private static final String MODULE = """
            open module app {
                requires dev.awa.worker;
                requires java.naming;
                requires org.postgresql.jdbc;
            }
            """;

    private static final String PROGRAM = """
            package app;

            import dev.awa.client.AwaClient;
            import dev.awa.client.JobKind;
            import dev.awa.worker.AwaWorker;
            import dev.awa.worker.JobResult;
            import java.util.concurrent.CountDownLatch;
            import org.postgresql.ds.PGSimpleDataSource;

            public final class Program {
                public record Parcel(String to, int weight) {
                    static final JobKind<Parcel> KIND = JobKind.of("parcel", Parcel.class);
                }

                public static void main(String[] args) throws InterruptedException {
                    var dataSource = new PGSimpleDataSource();
                    dataSource.setUrl(args[0]);
                    var done = new CountDownLatch(2);
                    var awa = AwaClient.create(dataSource);
                    awa.insert(JobKind.json("text"), "{\\"n\\": 1}");
                    if (args[1].equals("none")) {
                        done.countDown();
                    } else {
                        awa.insert(Parcel.KIND, new Parcel("Ada", 3));
                    }
                    var builder = AwaWorker.builder(dataSource).queue("default").handle("text", (json, job) -> {
                        System.out.println("received " + json);
                        done.countDown();
                        return JobResult.done();
                    });
                    if (!args[1].equals("none")) {
                        builder.handle(Parcel.KIND, (parcel, job) -> {
                            System.out.println("received " + parcel);
                            done.countDown();
                            return JobResult.done();
                        });
                    }
                    try (var worker = builder.start()) {
                        done.await();
                        System.out.println("in " + AwaWorker.class.getModule().getName());
                    }
                }
            }
            """;

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    @TempDir
    Path folder;

    private static String modulePath(@Nullable String jackson) throws IOException {
        List<String> entries =
                new ArrayList<>(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(ModulePathTest::isNeeded)
                        .toList());
        if (jackson != null) {
            try (Stream<Path> jars = Files.list(Path.of("target", "jackson", jackson))) {
                jars.map(Path::toString).forEach(entries::add);
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static boolean isNeeded(String entry) {
        Path path = Path.of(entry);
        String name = path.getFileName().toString();
        return NEEDED.stream().anyMatch(name::startsWith)
                || name.startsWith("awa-client")
                || Files.exists(path.resolve("module-info.class"));
    }

    /** The compiler's errors. */
    private List<String> compile(Map<String, String> sources) throws IOException {
        var files = new ArrayList<Path>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = folder.resolve("src").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        try (var manager = compiler.getStandardFileManager(diagnostics, null, null)) {
            compiler.getTask(
                            null,
                            manager,
                            diagnostics,
                            List.of(
                                    "-proc:none",
                                    "-p",
                                    modulePath(null),
                                    "-d",
                                    folder.resolve("app").toString()),
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(Locale.ROOT))
                .toList();
    }

    private List<String> run(@Nullable String jackson) throws Exception {
        assertThat(compile(Map.of("module-info.java", MODULE, "app/Program.java", PROGRAM)))
                .isEmpty();
        Path output = folder.resolve("output");
        var process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-p",
                        folder.resolve("app") + File.pathSeparator + modulePath(jackson),
                        "--add-modules",
                        "ALL-MODULE-PATH",
                        "-m",
                        "app/app.Program",
                        database.get().jdbcUrl(),
                        jackson == null ? "none" : jackson)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return Files.readAllLines(output);
    }

    @Test
    void programInModulesWorksWithJackson2() throws Exception {
        assertThat(run("2")).contains("received {\"n\": 1}", "received Parcel[to=Ada, weight=3]", "in dev.awa.worker");
    }

    @Test
    void programInModulesWorksWithJackson3() throws Exception {
        assertThat(run("3")).contains("received {\"n\": 1}", "received Parcel[to=Ada, weight=3]", "in dev.awa.worker");
    }

    @Test
    void programInModulesThatPassesTextNeedsNoJackson() throws Exception {
        assertThat(run(null)).contains("received {\"n\": 1}", "in dev.awa.worker");
    }

    @Test
    void internalsAreClosed() throws Exception {
        String program = """
                package app;

                final class Curious {
                    dev.awa.worker.internal.%s it;
                }
                """;
        for (String type : List.of("WorkerRuntime", "connection.Link", "settling.Settler")) {
            assertThat(compile(Map.of("module-info.java", MODULE, "app/Curious.java", program.formatted(type))))
                    .as(type)
                    .singleElement()
                    .asString()
                    .contains("dev.awa.worker.internal", "not visible");
        }
    }
}

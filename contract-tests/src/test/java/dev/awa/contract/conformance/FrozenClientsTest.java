package dev.awa.contract.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.PgTapDatabase;
import dev.awa.contract.Release;
import dev.awa.schema.NextSchema;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The clients of each release, and those of this build, go on working on a schema that could come after this one ({@link NextSchema}). */
@Tag("tools")
class FrozenClientsTest {

    @TempDir
    private static Path frozen;

    private static List<Release> releases;
    private static TestDatabase database;
    private static Connection connection;

    @BeforeAll
    static void open() throws Exception {
        releases = Stream.concat(
                        Release.all(Files.createDirectory(frozen.resolve("releases"))).stream(),
                        Stream.of(Release.rehearsed(frozen)))
                .toList();
        database = TestServer.get().createDatabase("pgtap_next", db -> {
            NextSchema.migrate(db);
            PgTapDatabase.prepare(db);
        });
        connection = database.connect();
        assertThat(database.value("select awa.contract_version()")).isEqualTo("1.1");
    }

    @AfterAll
    static void close() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void typescriptPasses(Release release) throws Exception {
        new Languages(release.clients(), database).typescript();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void goPasses(Release release) throws Exception {
        new Languages(release.clients(), database).go();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void pythonPasses(Release release) throws Exception {
        new Languages(release.clients(), database).python();
    }

    @TestFactory
    Stream<DynamicTest> javaPasses(@TempDir Path scratch) throws Exception {
        return releases.stream().flatMap(release -> {
            try {
                Path classes =
                        compiled(release.clients().resolve("java"), Files.createTempDirectory(scratch, "classes"));
                ClassLoader loader = new Released(classes);
                return Conformance.tests(connection, release.clients(), own -> new JooqCalls(own, loader));
            } catch (IOException e) {
                throw new IllegalStateException("the Java client of " + release + " cannot be used", e);
            }
        });
    }

    static List<Release> releases() {
        return releases;
    }

    private static Path compiled(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var output = new StringWriter();
        try (Stream<Path> files = Files.walk(sources);
                StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            Files.createDirectories(classes);
            boolean done = compiler.getTask(
                            output,
                            manager,
                            null,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-proc:none",
                                    "-nowarn",
                                    "-classpath",
                                    System.getProperty("java.class.path")),
                            null,
                            manager.getJavaFileObjectsFromPaths(
                                    files.filter(file -> file.toString().endsWith(".java"))
                                            .toList()))
                    .call();
            assertThat(done).as("%s", output).isTrue();
        }
        return classes;
    }

    /** Finds the classes of the release before those of this build. */
    private static final class Released extends URLClassLoader {

        Released(Path classes) throws MalformedURLException {
            super(new URL[] {classes.toUri().toURL()}, Released.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.awa.client.jooq.")) {
                synchronized (getClassLoadingLock(name)) {
                    Class<?> known = findLoadedClass(name);
                    return known != null ? known : findClass(name);
                }
            }
            return super.loadClass(name, resolve);
        }
    }
}

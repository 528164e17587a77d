package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.codegen.contract.Change;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.ContractDiff;
import dev.awa.codegen.contract.ContractReader;
import dev.awa.codegen.contract.Manifests;
import dev.awa.schema.AwaSchema;
import dev.awa.schema.NextSchema;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was promised with each release holds: its files, unchanged, on this schema and on one that could come after it
 * ({@link NextSchema}), installed afresh and upgraded from that release.
 */
@Tag("sql")
class FrozenContractTest {

    private static final Path FROZEN = PgTapDatabase.MODULE.resolve("frozen");

    @TestFactory
    Stream<DynamicNode> releases() {
        return Manifests.versions().stream().map(version -> {
            Map<String, Supplier<TestDatabase>> schemas = new LinkedHashMap<>();
            schemas.put(
                    "this schema, upgraded",
                    () -> database("upgraded_" + version, db -> {
                        installRelease(version, db);
                        AwaSchema.migrate(db);
                    }));
            schemas.put("the next schema", () -> database("next", NextSchema::migrate));
            schemas.put(
                    "the next schema, upgraded",
                    () -> database("next_upgraded_" + version, db -> {
                        installRelease(version, db);
                        NextSchema.migrate(db);
                    }));
            return DynamicContainer.dynamicContainer(
                    "contract " + version,
                    schemas.entrySet().stream()
                            .map(schema -> DynamicContainer.dynamicContainer(
                                    schema.getKey(), files(version, schema.getValue()))));
        });
    }

    /** The files of a release, each in a database of its own. */
    private static Stream<DynamicNode> files(String version, Supplier<TestDatabase> databases) {
        try {
            List<DynamicNode> tests = new ArrayList<>();
            for (String folder : List.of("contract", "behaviour")) {
                for (Path file : PgTapFiles.in(FROZEN.resolve(version).resolve(folder))) {
                    tests.add(PgTapFiles.container(file, databases));
                }
            }
            tests.add(DynamicTest.dynamicTest(
                    "there are files", () -> assertThat(tests).hasSizeGreaterThan(100)));
            return tests.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("versions")
    void thisSchemaBreaksNoCallerOfTheRelease(String version) throws Exception {
        try (TestDatabase database = PgTapDatabase.create();
                Connection connection = database.connect()) {
            Contract now = ContractReader.read(connection);
            Contract released = Manifests.released(version).orElseThrow();
            List<Change> changes = ContractDiff.between(released, now);

            assertThat(ContractDiff.isForbidden(released, now, changes))
                    .as("%s", changes)
                    .isFalse();
            assertThat(now.major() == released.major() || tellsHowToMigrate(changelog(), now.major()))
                    .as("CHANGELOG.md has a heading 'Migrating to contract %s'", now.major())
                    .isTrue();
        }
    }

    @Test
    void aNewMajorVersionNeedsANoteHowToMigrate() throws Exception {
        assertThat(tellsHowToMigrate(changelog(), 2)).isFalse();
        assertThat(tellsHowToMigrate("# Changelog\n\n### Migrating to contract 2\n\nCall x, not y.\n", 2))
                .isTrue();
        assertThat(tellsHowToMigrate("### Migrating to contract 2\n\n### Added\n", 2))
                .isFalse();
    }

    /** Whether something is said under that heading. */
    private static boolean tellsHowToMigrate(String changelog, int major) {
        return Pattern.compile("(?m)^#+ Migrating to contract " + major + "$\\s+^[^#\\s]")
                .matcher(changelog)
                .find();
    }

    private static String changelog() throws IOException {
        return Files.readString(PgTapDatabase.MODULE.resolve("../CHANGELOG.md"));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("versions")
    void theNextSchemaBreaksNoCallerOfTheRelease(String version) throws Exception {
        try (TestDatabase database = database("next", NextSchema::migrate);
                Connection connection = database.connect()) {
            Contract next = ContractReader.read(connection);
            List<Change> changes =
                    ContractDiff.between(Manifests.released(version).orElseThrow(), next);

            assertThat(changes)
                    .noneMatch(Change::breaking)
                    .extracting(Change::toString)
                    .anySatisfy(change -> assertThat(change).contains("insert_job_v2: is new"));
            assertThat(changes).anyMatch(change -> change.what().equals("is deprecated"));
        }
    }

    static List<String> versions() {
        return Manifests.versions();
    }

    /** A database whose template is made by a step that starts from an installation of this schema. */
    private static TestDatabase database(String template, java.util.function.Consumer<DataSource> step) {
        return TestServer.get().createDatabase("pgtap_" + template.replace('.', '_'), db -> {
            step.accept(db);
            PgTapDatabase.prepare(db);
        });
    }

    private static void installRelease(String version, DataSource db) {
        try (Connection connection = db.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute("drop schema awa cascade; drop schema awa_store cascade");
            statement.execute(Files.readString(FROZEN.resolve(version).resolve("install.sql")));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("contract " + version + " cannot be installed: " + e.getMessage(), e);
        }
    }
}

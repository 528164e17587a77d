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
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was promised with each release holds: its files, unchanged, on this schema, installed afresh and upgraded from that release.
 * This contract is frozen, too, and goes on on a schema that could come after it ({@link NextSchema}).
 */
@Tag("tools")
class FrozenContractTest {

    @TempDir
    private static Path scratch;

    private static List<Release> releases;
    private static Release rehearsed;

    @BeforeAll
    static void freeze() throws Exception {
        releases = Release.all(Files.createDirectory(scratch.resolve("releases")));
        rehearsed = Release.rehearsed(scratch);
    }

    static List<Release> releases() {
        return releases;
    }

    @TestFactory
    Stream<DynamicNode> filesOfTheReleases() {
        return releases.stream()
                .flatMap(release -> Stream.of(
                        container(release + " on this schema", release, PgTapDatabase::create),
                        container(
                                release + " on this schema, upgraded",
                                release,
                                () -> database("upgraded_" + release.version(), db -> {
                                    release.install(db);
                                    AwaSchema.migrate(db);
                                }))));
    }

    @TestFactory
    Stream<DynamicNode> thisContractOnTheNextSchema() {
        assertThat(rehearsed.files()).hasSizeGreaterThan(100);
        return files(rehearsed, FrozenContractTest::upgradedToTheNextSchema);
    }

    private static DynamicNode container(String name, Release release, Supplier<TestDatabase> databases) {
        return DynamicContainer.dynamicContainer(name, files(release, databases));
    }

    /** The files of a release, each in a database of its own. */
    private static Stream<DynamicNode> files(Release release, Supplier<TestDatabase> databases) {
        return release.files().stream().map(file -> PgTapFiles.container(file, databases));
    }

    @Test
    void everyFrozenFileIsOfARelease() throws IOException {
        if (Files.exists(Release.FROZEN)) {
            try (Stream<Path> files = Files.list(Release.FROZEN)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrderElementsOf(Manifests.versions().stream()
                                .flatMap(version -> Stream.of(version + ".json", version + ".tar.gz"))
                                .toList());
            }
        } else {
            assertThat(Manifests.versions()).isEmpty();
        }
    }

    @Test
    void whatIsFrozenIsNotFrozenAgain() throws Exception {
        Path frozen = scratch.resolve("frozen");
        Path archive = Release.archive(frozen, rehearsed.version());
        byte[] before = Files.readAllBytes(archive);

        String output = Release.freeze(rehearsed.version(), "nowhere", frozen, Path.of("false"));

        assertThat(output.strip())
                .isEqualTo("freeze: contract " + rehearsed.version() + " was frozen before, and never changes.");
        assertThat(Files.readAllBytes(archive)).isEqualTo(before);
    }

    @Test
    void fileThatNamesThePrivateSchemaIsNotFrozen() throws Exception {
        Path module = Files.createDirectory(scratch.resolve("module"));
        Path program = Files.copy(PgTapDatabase.MODULE.resolve("freeze"), module.resolve("freeze"));
        Path contract = Files.createDirectory(module.resolve("contract"));
        Path behaviour = Files.createDirectory(module.resolve("behaviour"));
        Files.writeString(contract.resolve("tick.sql"), "select * from awa.tick();\n");
        Files.writeString(behaviour.resolve("looks.sql"), "select plan(1);\nselect count(*) from awa_store.ready;\n");

        String output = Release.freeze(program, "9.9", "nowhere", scratch.resolve("refused"), Path.of("false"));

        assertThat(output.strip().lines())
                .containsExactly(
                        "freeze: these lines name the private schema awa_store; a frozen file names awa and tap only.",
                        "behaviour/looks.sql:2:select count(*) from awa_store.ready;");
        assertThat(scratch.resolve("refused")).doesNotExist();
    }

    @Test
    void aFailedFreezeLeavesNothing() throws Exception {
        Path folder = scratch.resolve("failed");

        String output = Release.freeze("9.9", "nowhere", folder, Path.of("false"));

        assertThat(output).doesNotContain("is frozen");
        assertThat(folder).doesNotExist();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("releases")
    void thisSchemaBreaksNoCallerOfTheRelease(Release release) throws Exception {
        try (TestDatabase database = PgTapDatabase.create();
                Connection connection = database.connect()) {
            Contract now = ContractReader.read(connection);
            List<Change> changes = ContractDiff.between(release.contract(), now);

            assertThat(ContractDiff.isForbidden(release.contract(), now, changes))
                    .as("%s", changes)
                    .isFalse();
            assertThat(now.major() == release.contract().major() || tellsHowToMigrate(changelog(), now.major()))
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

    @Test
    void theNextSchemaBreaksNoCallerOfThisContract() throws Exception {
        try (TestDatabase database = upgradedToTheNextSchema();
                Connection connection = database.connect()) {
            List<Change> changes = ContractDiff.between(rehearsed.contract(), ContractReader.read(connection));

            assertThat(changes)
                    .noneMatch(Change::breaking)
                    .extracting(Change::toString)
                    .anySatisfy(change -> assertThat(change).contains("insert_job_v2: is new"));
            assertThat(changes).anyMatch(change -> change.what().equals("is deprecated"));
        }
    }

    private static TestDatabase upgradedToTheNextSchema() {
        return database("next_upgraded", db -> {
            rehearsed.install(db);
            NextSchema.migrate(db);
        });
    }

    /** A database whose template is made by a step that starts from an installation of this schema. */
    private static TestDatabase database(String template, Consumer<DataSource> step) {
        return TestServer.get().createDatabase("pgtap_" + template.replace('.', '_'), db -> {
            step.accept(db);
            PgTapDatabase.prepare(db);
        });
    }
}

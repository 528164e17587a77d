package dev.awa.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class InstallTest {

    private static final String HISTORY =
            "select installed_rank, version, script, checksum, installed_on from awa_store.schema_history order by 1";

    private static MigrationResult migrate(DataSource database, String location) {
        return new Migrator(location).migrate(database);
    }

    private static String installSql(String location) {
        return InstallSql.render(Scripts.read(location));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample/awa", "db/awa"})
    void migrationAndPlainSqlMakeTheSameDatabase(String location) {
        DataSource migrated = Servers.emptyDatabase();
        DataSource installed = Servers.emptyDatabase();

        migrate(migrated, location);
        Servers.run(installed, installSql(location));

        assertThat(Catalog.of(installed)).isNotEmpty().isEqualTo(Catalog.of(migrated));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample/awa", "db/awa"})
    void secondRunOfThePlainSqlChangesNothing(String location) {
        DataSource database = Servers.emptyDatabase();
        Servers.run(database, installSql(location));
        List<String> catalog = Catalog.of(database);
        List<String> history = Servers.rows(database, HISTORY);

        Servers.run(database, installSql(location));

        assertThat(Catalog.of(database)).isEqualTo(catalog);
        assertThat(Servers.rows(database, HISTORY)).isEqualTo(history);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample/awa", "db/awa"})
    void migrationFindsNothingToDoAfterThePlainSql(String location) {
        DataSource database = Servers.emptyDatabase();
        Servers.run(database, installSql(location));
        List<String> history = Servers.rows(database, HISTORY);

        MigrationResult result = migrate(database, location);

        assertThat(result.applied()).isEmpty();
        assertThat(result.versionBefore()).isEqualTo(result.versionAfter()).isPositive();
        assertThat(Servers.rows(database, HISTORY)).isEqualTo(history);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample/awa", "db/awa"})
    void plainSqlFindsNothingToDoAfterAMigration(String location) {
        DataSource database = Servers.emptyDatabase();
        migrate(database, location);
        List<String> history = Servers.rows(database, HISTORY);

        Servers.run(database, installSql(location));

        assertThat(Servers.rows(database, HISTORY)).isEqualTo(history);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample/awa", "db/awa"})
    void databaseOwnerWithoutFurtherRightsInstalls(String location) {
        Servers.run(
                Servers.administrator(),
                "do $$ begin if to_regrole('plain_owner') is null then create role plain_owner login; end if; end $$");
        DataSource byFlyway = Servers.emptyDatabase("plain_owner");
        DataSource bySql = Servers.emptyDatabase("plain_owner");

        migrate(byFlyway, location);
        Servers.run(bySql, installSql(location));

        assertThat(Catalog.of(bySql)).isNotEmpty().isEqualTo(Catalog.of(byFlyway));
    }

    @Test
    void migrationReportsWhatItApplied() {
        DataSource database = Servers.emptyDatabase();

        MigrationResult result = migrate(database, "sample/awa");

        assertThat(result)
                .isEqualTo(new MigrationResult(
                        0,
                        2,
                        List.of(
                                "tables/V1__greetings.sql",
                                "tables/V2__greeting_language.sql",
                                "functions/R__greet.sql")));
    }

    @Test
    void installedSchemaTellsItsVersion() {
        DataSource database = Servers.emptyDatabase();

        AwaSchema.migrate(database);

        assertThat(Servers.rows(database, "select awa.schema_version()"))
                .containsExactly(String.valueOf(AwaSchema.latestVersion()));
    }

    @Test
    void plainSqlLeavesTheSessionAsItWas() throws Exception {
        DataSource database = Servers.emptyDatabase();
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set search_path = public; set client_min_messages = error");
            statement.execute(installSql("sample/awa"));
            try (var result = statement.executeQuery(
                    "select current_setting('search_path'), current_setting('client_min_messages')")) {
                result.next();
                assertThat(List.of(result.getString(1), result.getString(2))).containsExactly("public", "error");
            }
            connection.rollback();
        }
        assertThat(Servers.rows(database, "select to_regnamespace('awa_store') is null"))
                .containsExactly("t");
    }

    @Test
    void changedFunctionIsReplacedByBothWays() {
        String outdate = "update awa_store.schema_history set checksum = 1 where script = 'functions/R__greet.sql';"
                + " create or replace function awa.greet(text text default 'it''s me;') returns bigint"
                + " language sql as 'select -1::bigint'";
        DataSource migrated = Servers.emptyDatabase();
        DataSource installed = Servers.emptyDatabase();
        for (DataSource database : List.of(migrated, installed)) {
            migrate(database, "sample/awa");
            Servers.run(database, outdate);
        }

        MigrationResult result = migrate(migrated, "sample/awa");
        Servers.run(installed, installSql("sample/awa"));

        assertThat(result.applied()).containsExactly("functions/R__greet.sql");
        assertThat(Servers.rows(migrated, "select awa.greet()")).containsExactly("1");
        assertThat(Catalog.of(installed)).isEqualTo(Catalog.of(migrated));
    }

    @Test
    void changedTableMigrationIsRefusedByBothWays() {
        DataSource database = Servers.emptyDatabase();
        migrate(database, "sample/awa");
        Servers.run(database, "update awa_store.schema_history set checksum = 1 where version = '1'");

        assertThatThrownBy(() -> migrate(database, "sample/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("checksum mismatch")
                .hasMessageContaining("version 1");
        assertThatThrownBy(() -> Servers.run(database, installSql("sample/awa")))
                .rootCause()
                .hasMessageContaining("tables/V1__greetings.sql was applied to this database in another version");
    }

    @Test
    void newerDatabaseIsLeftAsItIs() {
        DataSource database = Servers.emptyDatabase();
        migrate(database, "sample/awa");
        Servers.run(
                database,
                "insert into awa_store.schema_history select 99, '3', 'later', type, 'tables/V3__later.sql', 7,"
                        + " installed_by, installed_on, 0, true from awa_store.schema_history where version = '1';"
                        + " update awa_store.schema_history set checksum = 1 where version is null");
        List<String> history = Servers.rows(database, HISTORY);

        MigrationResult result = migrate(database, "sample/awa");

        assertThat(result).isEqualTo(new MigrationResult(3, 3, List.of()));
        assertThat(Servers.rows(database, HISTORY)).isEqualTo(history);
        assertThatThrownBy(() -> Servers.run(database, installSql("sample/awa")))
                .rootCause()
                .hasMessageContaining("This database has Awa schema 3, newer than the 2 of this file.");
    }

    @Test
    void failingScriptLeavesNothingBehindAndIsNamed() {
        DataSource migrated = Servers.emptyDatabase();
        DataSource installed = Servers.emptyDatabase();

        assertThatThrownBy(() -> migrate(migrated, "broken/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessage(
                        "The Awa schema could not be installed: ERROR: relation \"awa_store.nowhere\" does not exist"
                                + " (tables/V2__broken.sql, line 2).");
        assertThatThrownBy(() -> Servers.run(installed, installSql("broken/awa")))
                .rootCause()
                .hasMessageContaining("relation \"awa_store.nowhere\" does not exist");
        for (DataSource database : List.of(migrated, installed)) {
            assertThat(Servers.rows(database, "select to_regclass('awa_store.first') is null"))
                    .containsExactly("t");
        }
    }

    @Test
    void poolWithAutoCommitOffIsMigratedAndCommitted() {
        DataSource database = Servers.emptyDatabase();

        migrate(new ManualCommit(database), "sample/awa");

        assertThat(Servers.rows(database, "select awa.greet()")).containsExactly("1");
    }

    @Test
    void severalInstallersAtOnceApplyEachScriptOnce() {
        DataSource database = Servers.emptyDatabase();
        List<CompletableFuture<Void>> installers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            installers.add(CompletableFuture.runAsync(() -> Servers.run(database, installSql("sample/awa"))));
        }
        installers.forEach(CompletableFuture::join);
        List<CompletableFuture<Void>> migrators = new ArrayList<>();
        DataSource second = Servers.emptyDatabase();
        for (int i = 0; i < 3; i++) {
            migrators.add(CompletableFuture.runAsync(() -> migrate(second, "sample/awa")));
        }
        migrators.forEach(CompletableFuture::join);

        String applied = "select count(*), count(distinct script) from awa_store.schema_history where type = 'SQL'";
        assertThat(Servers.rows(database, applied)).containsExactly("3 | 3");
        assertThat(Servers.rows(second, applied)).containsExactly("3 | 3");
    }

    @Test
    void unreachableDatabaseIsToldInOneSentence() {
        PGSimpleDataSource nobody = new PGSimpleDataSource();
        nobody.setUrl("jdbc:postgresql://localhost:1/awa");

        assertThatThrownBy(() -> migrate(nobody, "sample/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessageStartingWith("The database cannot be used: Connection to localhost:1 refused.")
                .hasMessageEndingWith("Check its address, name, user and password, and that it runs.");
    }

    @Test
    void whoDidNotInstallItIsToldWhoMayMigrate() {
        Servers.run(
                Servers.administrator(),
                "do $$ begin if to_regrole('stranger') is null then create role stranger login; end if; end $$");
        DataSource database = Servers.emptyDatabase();
        migrate(database, "sample/awa");
        PGSimpleDataSource stranger = new PGSimpleDataSource();
        stranger.setUrl("jdbc:postgresql://localhost:" + Servers.port() + "/"
                + Servers.rows(database, "select current_database()").get(0));
        stranger.setUser("stranger");

        assertThatThrownBy(() -> migrate(stranger, "sample/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessageMatching("Awa is installed here and belongs to [a-z_]+; stranger may not migrate it\\."
                        + " Use a login that is, or has, that role\\.");
    }

    @Test
    void missingDatabaseIsNamed() {
        PGSimpleDataSource missing = new PGSimpleDataSource();
        missing.setUrl("jdbc:postgresql://localhost:" + Servers.port() + "/no_such_database?user=postgres");

        assertThatThrownBy(() -> migrate(missing, "sample/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("database \"no_such_database\" does not exist");
    }

    @Test
    void serverOlderThanFifteenIsRefused() {
        assertThatThrownBy(() -> migrate(new OlderServer(Servers.emptyDatabase()), "sample/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessage("Awa needs PostgreSQL 15 or newer; this server is 14.13.");
    }
}

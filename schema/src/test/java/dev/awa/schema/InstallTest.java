package dev.awa.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("tools")
class InstallTest {

    private static final String HISTORY =
            "select installed_rank, version, script, checksum, installed_on from awa_store.schema_history order by 1";

    /** Schemas, and whatever is in them. */
    private static final String EVERYTHING = """
            select n.nspname, n.nspowner::regrole, i.type, i.identity, c.relowner::regrole, c.relacl
            from pg_namespace n
            left join pg_depend d on d.refclassid = 'pg_namespace'::regclass and d.refobjid = n.oid
            left join pg_identify_object(d.classid, d.objid, 0) i on true
            left join pg_class c on c.oid = d.objid
            where n.nspname !~ '^pg_|^information_schema' order by 1, 2, 3, 4""";

    private static final String OWNERS = """
            select distinct o::regrole from (
                select nspowner, oid from pg_namespace
                union all select relowner, relnamespace from pg_class where relname !~ '^schema_history'
                union all select proowner, pronamespace from pg_proc
            ) all_objects (o, n) where n in ('awa'::regnamespace, 'awa_store'::regnamespace)""";

    private static final List<Consumer<DataSource>> BOTH_WAYS =
            List.of(AwaSchema::migrate, database -> Servers.run(database, AwaSchema.installSql()));

    private static void login(String role) {
        Servers.run(
                Servers.administrator(),
                "do $$ begin if to_regrole('%1$s') is null then create role %1$s login; end if; end $$"
                        .formatted(role));
    }

    /** The same database, as somebody else. */
    private static DataSource as(String user, DataSource database) {
        PGSimpleDataSource same = new PGSimpleDataSource();
        same.setUrl("jdbc:postgresql://localhost:" + Servers.port() + "/"
                + Servers.rows(database, "select current_database()").get(0));
        same.setUser(user);
        return same;
    }

    /** Has the next upgrade write all functions and views anew. */
    private static void outdateAll(DataSource database) {
        Servers.run(
                database, "update awa_store.schema_history set checksum = 1 where version is null and type = 'SQL'");
    }

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
        login("plain_owner");
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
                                "functions/greet.sql")));
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
        String outdate = "update awa_store.schema_history set checksum = 1 where script = 'functions/greet.sql';"
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

        assertThat(result.applied()).containsExactly("functions/greet.sql");
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
        login("stranger");
        DataSource database = Servers.emptyDatabase();
        migrate(database, "sample/awa");
        DataSource stranger = as("stranger", database);

        assertThatThrownBy(() -> migrate(stranger, "sample/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessageMatching("Awa is installed here and belongs to [a-z_]+; stranger may not migrate it\\."
                        + " Use a login that is, or has, that role\\.");
        assertThatThrownBy(() -> Servers.run(stranger, installSql("sample/awa")))
                .rootCause()
                .hasMessageContaining("stranger may not migrate it");
    }

    /** Each in turn in a schema of another role, or of the installer's: all that a schema can hold. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            awa       | other    | create table awa.orders as select 1 as id                               | and holds table awa.orders
            awa       | postgres | create table awa.orders as select 1 as id                               | and holds table awa.orders
            awa       | other    |                                                                         |
            awa       | other    | create sequence awa.numbers                                             | and holds sequence awa.numbers
            awa       | postgres | create view awa.jobs as select 1 as id                                  | and holds view awa.jobs
            awa       | postgres | create function awa.insert_job(int) returns int language sql as 'select 1' | and holds function awa.insert_job(integer)
            awa       | postgres | create type awa.state as enum ('available')                             | and holds type awa.state
            awa       | postgres | create domain awa.kind as text                                          | and holds type awa.kind
            awa       | postgres | create operator awa.=== (leftarg = int, rightarg = int, function = int4pl) | and holds operator awa.===(integer,integer)
            awa       | postgres | create text search configuration awa.words (copy = simple)              | and holds text search configuration awa.words
            awa       | postgres | create table awa.a (); create table awa.b (); create domain awa.c as int | and holds table awa.a and 2 more
            awa_store | other    | create table awa_store.orders as select 1 as id                         | and holds table awa_store.orders
            awa_store | postgres | create table awa_store.schema_history as select 1 as id                 | and holds table awa_store.schema_history
            awa_store | other    |                                                                         |
            """)
    void schemaOfSomebodyElseIsRefusedByBothWaysAndLeftAlone(
            String schema, String owner, @Nullable String content, @Nullable String holds) {
        login("other");
        DataSource database = Servers.emptyDatabase();
        Servers.run(database, "create schema " + schema + " authorization " + owner);
        if (content != null) {
            Servers.run(database, content);
            if (owner.equals("other")) {
                Servers.run(database, "alter table if exists " + schema + ".orders owner to other");
            }
        }
        List<String> before = Servers.rows(database, EVERYTHING);
        String refused = "schema " + schema + " exists and is not Awa's: it belongs to " + owner
                + (holds == null ? "" : " " + holds);
        String hint = "Awa has schemas awa and awa_store for itself: install it in another database, or rename or drop"
                + " that schema first.";

        assertThatThrownBy(() -> migrate(database, "db/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessage(refused + ". " + hint);
        assertThat(Servers.rows(database, EVERYTHING)).isEqualTo(before);
        assertThatThrownBy(() -> Servers.run(database, installSql("db/awa")))
                .rootCause()
                .hasMessageStartingWith("ERROR: " + refused + "\n  Hint: " + hint);
        assertThat(Servers.rows(database, EVERYTHING)).isEqualTo(before);
    }

    @Test
    void otherApplicationGoesOnUsingItsSchema() {
        login("other");
        DataSource database = Servers.emptyDatabase();
        DataSource other = as("other", database);
        Servers.run(database, "create schema awa authorization other");
        Servers.run(other, "create table awa.orders as select 1 as id");

        assertThatThrownBy(() -> Servers.run(database, installSql("db/awa")))
                .rootCause()
                .hasMessageContaining("orders");

        assertThat(Servers.rows(other, "select * from awa.orders")).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "plain_owner"})
    void emptySchemasOfTheInstallerAreAccepted(String installer) {
        login("plain_owner");
        DataSource fresh = Servers.emptyDatabase(installer);
        DataSource migrated = Servers.emptyDatabase(installer);
        DataSource installed = Servers.emptyDatabase(installer);
        String prepare = "create schema awa; create schema awa_store;"
                + " alter default privileges in schema awa grant execute on functions to public";
        Servers.run(migrated, prepare);
        Servers.run(installed, prepare);

        migrate(fresh, "db/awa");
        migrate(migrated, "db/awa");
        Servers.run(installed, installSql("db/awa"));

        assertThat(Catalog.of(migrated)).isEqualTo(Catalog.of(fresh));
        assertThat(Catalog.of(installed)).isEqualTo(Catalog.of(fresh));
    }

    @Test
    void emptySchemaOfARoleOfTheInstallerIsAccepted() {
        login("member");
        login("team");
        Servers.run(Servers.administrator(), "grant team to member");
        DataSource migrated = Servers.emptyDatabase("member");
        DataSource installed = Servers.emptyDatabase("member");
        for (DataSource database : List.of(migrated, installed)) {
            Servers.run(
                    as("postgres", database),
                    "create schema awa authorization team; create schema awa_store authorization team");
        }

        migrate(migrated, "db/awa");
        Servers.run(installed, installSql("db/awa"));

        assertThat(Catalog.of(installed)).isEqualTo(Catalog.of(migrated));
        assertThat(Servers.rows(migrated, OWNERS)).containsExactly("member");
    }

    @Test
    void whatAFailedInstallationHasLeftIsNoObstacle() {
        DataSource migrated = Servers.emptyDatabase();
        DataSource installed = Servers.emptyDatabase();
        for (DataSource database : List.of(migrated, installed)) {
            assertThatThrownBy(() -> migrate(database, "broken/awa")).isInstanceOf(SchemaException.class);
            assertThat(Servers.rows(database, "select to_regclass('awa_store.schema_history') is not null"))
                    .containsExactly("t");
        }

        migrate(migrated, "sample/awa");
        Servers.run(installed, installSql("sample/awa"));

        assertThat(Catalog.of(installed)).isEqualTo(Catalog.of(migrated));
    }

    @Test
    void tablesThatSomebodyMadeInTheSchemasOutliveAnUpgradeAsTheyAre() {
        login("other");
        for (Consumer<DataSource> upgrade : BOTH_WAYS) {
            DataSource database = Servers.emptyDatabase();
            migrate(database, "db/awa");
            Servers.run(
                    database,
                    "create table awa.orders as select 1 as id; grant select on awa.orders to awa_producer, public;"
                            + " create table awa_store.copied as select 1 as id; create view awa.mine as select 1 as id;"
                            + " alter table awa.orders owner to other; alter view awa.mine owner to other;"
                            + " create function awa.mine() returns int language sql as 'select 1'");
            String theirs = """
                    select oid::regclass::text, relowner::regrole, relacl from pg_class where relname in ('orders', 'copied', 'mine')
                    union all select oid::regprocedure::text, proowner::regrole, proacl from pg_proc where proname = 'mine' order by 1""";
            List<String> before = Servers.rows(database, theirs);
            outdateAll(database);

            upgrade.accept(database);

            assertThat(Servers.rows(database, theirs)).hasSize(4).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alter function awa.job_states owner to other | function awa.job_states() exists and is not Awa's: it belongs to other
            alter view awa.kinds owner to other          | view awa.kinds exists and is not Awa's: it belongs to other
            """)
    void upgradeRefusesAnObjectOfSomebodyElseUnderANameOfAwa(String theirs, String refused) {
        login("other");
        DataSource database = Servers.emptyDatabase();
        migrate(database, "db/awa");
        Servers.run(database, theirs);
        outdateAll(database);
        List<String> before = Catalog.of(database);

        assertThatThrownBy(() -> migrate(database, "db/awa"))
                .isInstanceOf(SchemaException.class)
                .hasMessageStartingWith("The Awa schema could not be installed: ERROR: " + refused + " (")
                .hasMessageEndingWith("). Rename or drop it first: Awa needs this name.");
        assertThatThrownBy(() -> Servers.run(database, installSql("db/awa")))
                .rootCause()
                .hasMessageContaining(refused);
        assertThat(Catalog.of(database)).isEqualTo(before);
    }

    @Test
    void upgradeByASuperuserLeavesEverythingToItsOwner() {
        login("plain_owner");
        for (Consumer<DataSource> upgrade : BOTH_WAYS) {
            DataSource database = Servers.emptyDatabase("plain_owner");
            migrate(database, "db/awa");
            outdateAll(database);

            upgrade.accept(as("postgres", database));

            assertThat(Servers.rows(database, OWNERS)).containsExactly("plain_owner");
        }
    }

    @Test
    void installerThatMayCreateRolesInstalls() {
        Servers.run(
                Servers.administrator(),
                "do $$ begin if to_regrole('role_maker') is null then create role role_maker login createrole; end if; end $$");
        DataSource fresh = Servers.emptyDatabase("role_maker");
        DataSource installed = Servers.emptyDatabase("role_maker");

        migrate(fresh, "db/awa");
        Servers.run(installed, installSql("db/awa"));

        assertThat(Catalog.of(installed)).isNotEmpty().isEqualTo(Catalog.of(fresh));
        assertThat(Servers.rows(fresh, OWNERS)).hasSize(1);
    }

    @Test
    void defaultPrivilegesOfTheInstallerGrantNothing() {
        login("app2");
        DataSource plain = Servers.emptyDatabase();
        migrate(plain, "db/awa");
        String defaults = "alter default privileges grant all on tables to app2 with grant option;"
                + " alter default privileges grant all on sequences to app2; alter default privileges grant all on functions to app2, public;"
                + " alter default privileges grant all on schemas to app2, public; alter default privileges grant all on types to app2";
        for (Consumer<DataSource> install : BOTH_WAYS) {
            DataSource database = Servers.emptyDatabase();
            Servers.run(database, defaults);

            install.accept(database);

            assertThat(Catalog.of(database)).isEqualTo(Catalog.of(plain));
            assertThat(Servers.rows(database, "select * from awa_store.foreign_grants()"))
                    .isEmpty();
            Servers.run(database, "grant awa_producer to app2");
            DataSource app2 = as("app2", database);
            assertThat(Servers.rows(app2, "select outcome from awa.insert_job('x')"))
                    .containsExactly("inserted");
            assertThatThrownBy(() -> Servers.rows(app2, "select id, args from awa.jobs"))
                    .rootCause()
                    .hasMessageContaining("permission denied for view jobs");
        }
    }

    @Test
    void grantsByHandEndWithTheUpgradeThatWritesTheirObjectAnew() {
        login("app2");
        for (Consumer<DataSource> upgrade : BOTH_WAYS) {
            DataSource database = Servers.emptyDatabase();
            migrate(database, "db/awa");
            List<String> installed = Catalog.of(database);
            Servers.run(
                    database,
                    "grant execute on all functions in schema awa to app2, awa_observer with grant option; grant select (id) on awa.jobs to app2;"
                            + " grant all on awa.jobs, awa.new_jobs, awa.kinds to app2 with grant option; grant all on awa.jobs to public;"
                            + " grant usage on schema awa to app2; set role app2; grant select on awa.jobs to awa_producer; reset role;"
                            + " revoke usage on schema awa from app2");
            assertThat(Servers.rows(database, "select * from awa_store.foreign_grants()"))
                    .contains("table awa.jobs | app2 | SELECT (id)", "table awa.jobs | awa_producer | SELECT");
            outdateAll(database);

            upgrade.accept(database);

            assertThat(Servers.rows(database, "select * from awa_store.foreign_grants()"))
                    .isEmpty();
            assertThat(Catalog.of(database)).containsAll(installed);
        }
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

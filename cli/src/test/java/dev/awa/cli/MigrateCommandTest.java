package dev.awa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import dev.awa.testkit.Toolchain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("tools")
class MigrateCommandTest {

    /** Everything that an installation makes, as one text: definitions, owners, grants, comments and the record of it. */
    private static final String CATALOG = """
            with ours as (select oid, nspname from pg_namespace where nspname in ('awa', 'awa_store'))
            select string_agg(line, E'\\n' order by line) from (
                select 'function ' || pg_get_functiondef(p.oid) || pg_get_userbyid(p.proowner)
                       || coalesce(p.proacl::text, '') || coalesce(obj_description(p.oid, 'pg_proc'), '') as line
                  from pg_proc p join ours on ours.oid = p.pronamespace where p.prokind = 'f'
                union all
                select format('relation %s %s %s %s %s %s', c.oid::regclass, c.relkind, pg_get_userbyid(c.relowner), c.relacl,
                              c.reloptions, pg_get_viewdef(c.oid))
                  from pg_class c join ours on ours.oid = c.relnamespace
                union all
                select format('column %s %s %s %s %s %s', c.oid::regclass, a.attnum, a.attname,
                              format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
                  from pg_class c join ours on ours.oid = c.relnamespace
                  join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                  left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
                union all
                select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(k.oid))
                  from pg_constraint k join ours on ours.oid = k.connamespace
                union all
                select 'index ' || pg_get_indexdef(i.indexrelid)
                  from pg_index i join pg_class c on c.oid = i.indexrelid join ours on ours.oid = c.relnamespace
                union all
                select format('type %s %s %s', t.oid::regtype, t.typtype, t.typacl)
                  from pg_type t join ours on ours.oid = t.typnamespace
                union all
                select format('schema %s %s %s', nspname, pg_get_userbyid(nspowner), nspacl)
                  from pg_namespace where nspname in ('awa', 'awa_store')
            ) catalog
            """;

    private static final String HISTORY =
            "select string_agg(h::text, E'\\n' order by installed_rank) from awa_store.schema_history h";

    @ParameterizedTest
    @ValueSource(ints = {15, 18})
    void sqlFileInstallsWithPsqlAsPlainOwnerAndItsSecondRunChangesNothing(int version, @TempDir Path folder)
            throws Exception {
        Toolchain.require("psql", "--version");
        Path file = folder.resolve("install.sql");
        try (CliProcess awa = CliProcess.awa("migrate", "--sql")) {
            assertThat(awa.exitCode()).isZero();
            Files.writeString(file, awa.output() + "\n");
        }
        try (TestDatabase database = TestServer.get(version).createEmptyDatabase()) {
            String owner = database.name() + "_owner";
            database.run("create role " + owner + " login nosuperuser nocreatedb nocreaterole password 'owner'");
            database.run("alter database " + database.name() + " owner to " + owner);
            try {
                var url = DatabaseUrl.parse(database.jdbcUrl());
                var asOwner = new DatabaseUrl(url.hosts(), url.database(), owner, "owner", Map.of());

                String first = psql(asOwner, file);
                String installed = database.value(CATALOG);
                String history = database.value(HISTORY);
                String second = psql(asOwner, file);

                assertThat(first).doesNotContain("ERROR", " 0 of ");
                assertThat(second).containsPattern(": 0 of \\d+ scripts applied");
                assertThat(installed).contains("function CREATE OR REPLACE FUNCTION awa.insert_job(");
                assertThat(database.value(CATALOG)).isEqualTo(installed);
                assertThat(database.value(HISTORY)).isEqualTo(history);
                try (CliProcess awa = CliProcess.awa("migrate", "--database-url", asOwner.toUri())) {
                    assertThat(awa.exitCode()).as(awa.output()).isZero();
                    assertThat(awa.output()).contains("nothing to do");
                }
                assertThat(database.value(CATALOG)).isEqualTo(installed);
                assertThat(psql(asOwner, "select outcome from awa.insert_job('hello')"))
                        .contains("inserted");
            } finally {
                database.run("drop owned by " + owner + " cascade");
                database.run("alter database " + database.name() + " owner to current_user");
                database.run("drop role " + owner);
            }
        }
    }

    @Test
    void installsTheSameAsTheSqlFile(@TempDir Path folder) throws Exception {
        Toolchain.require("psql", "--version");
        Path file = folder.resolve("install.sql");
        try (TestDatabase byFile = TestServer.get().createEmptyDatabase();
                TestDatabase byCommand = TestServer.get().createEmptyDatabase();
                CliProcess sql = CliProcess.awa("migrate", "--sql");
                CliProcess awa = CliProcess.awa("migrate", "--database-url", byCommand.jdbcUrl())) {
            assertThat(sql.exitCode()).isZero();
            psql(DatabaseUrl.parse(byFile.jdbcUrl()), Files.writeString(file, sql.output() + "\n"));

            assertThat(awa.exitCode()).as(awa.output()).isZero();
            assertThat(awa.output()).containsPattern("scripts applied");
            assertThat(byCommand.value(CATALOG)).isEqualTo(byFile.value(CATALOG));
        }
    }

    @Test
    void versionTellsWhatIsInstalled() throws Exception {
        try (TestDatabase database = TestServer.get().createDatabase();
                CliProcess awa = CliProcess.awa("version", "--database-url", database.jdbcUrl())) {
            assertThat(awa.exitCode()).as(awa.output()).isZero();
            assertThat(awa.output())
                    .containsPattern("(?m)^awa \\d\\S+, java \\d")
                    .contains("contract 1.0, schema " + database.value("select awa.schema_version()"));
        }
    }

    private static String psql(DatabaseUrl url, Path file) throws Exception {
        return psql(url, "-f", file.toString());
    }

    private static String psql(DatabaseUrl url, String sql) throws Exception {
        return psql(url, "-c", sql);
    }

    private static String psql(DatabaseUrl url, String option, String value) throws Exception {
        var command = List.of("psql", "-X", "-v", "ON_ERROR_STOP=1", url.toUri(), option, value);
        try (CliProcess psql = CliProcess.start(Map.of(), command)) {
            assertThat(psql.exitCode()).as(psql.output()).isZero();
            return psql.output();
        }
    }
}

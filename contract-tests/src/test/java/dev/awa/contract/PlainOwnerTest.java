package dev.awa.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.schema.AwaSchema;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever owns a database and may nothing else can install Awa and use it alone; pgTAP needs no more either. */
@Tag("server")
class PlainOwnerTest {

    private TestDatabase database;
    private DataSource owner;
    private String role;

    @BeforeEach
    void install() throws SQLException {
        database = TestServer.get().createEmptyDatabase();
        role = database.name() + "_owner";
        database.run("create role " + role + " login password 'plain'");
        database.run("alter database " + database.name() + " owner to " + role);
        owner = database.dataSource(role, "plain");
        try (Connection connection = owner.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(AwaSchema.installSql());
        }
        PgTapDatabase.prepare(owner);
    }

    @AfterEach
    void drop() {
        database.close();
        TestServer.get().administrator().run("drop role " + role);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "behaviour/insert_job/applies_its_defaults.sql",
                "behaviour/cancel_job/is_undone_by_a_rollback.sql",
                "behaviour/tick/rescues_the_jobs_of_a_dead_worker.sql"
            })
    void behaviourIsTheSame(String file) throws Exception {
        try (Connection connection = owner.getConnection()) {
            TapReport report = PgTapScript.run(PgTapDatabase.MODULE.resolve(Path.of(file)), connection);

            assertThat(report.problems()).isEmpty();
            assertThat(report.tests()).filteredOn(TapLine::failed).isEmpty();
        }
    }

    @Test
    void everythingBelongsToTheInstallerAndNobodyElseMayCallIt() {
        assertThat(database.value("select string_agg(distinct proowner::regrole::text, ' ') from pg_proc"
                        + " where pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace)"))
                .isEqualTo(role);
        assertThat(
                        database.value(
                                "select count(*) from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) a"
                                        + " where pronamespace in ('awa'::regnamespace, 'awa_store'::regnamespace) and a.grantee = 0"))
                .isEqualTo("0");
    }
}

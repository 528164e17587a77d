package dev.awa.contract.schedules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.PgTapDatabase;
import dev.awa.launcher.PostgresPrograms;
import dev.awa.launcher.PostgresServer;
import dev.awa.launcher.ServerFolder;
import dev.awa.schema.AwaSchema;
import dev.awa.testkit.accounting.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The time zone data of the server are replaced between the time that a fire is reckoned and the time that it is made: real files of a
 * server of its own, which each new session reads.
 */
@Tag("sql")
class NewZoneRulesTest {

    /** All are five hours ahead of UTC, so that nine o'clock is at 04:00 UTC. */
    private static final String ADVANCED = "Asia/Almaty";

    private static final String PUT_BACK = "Asia/Tashkent";
    private static final String KEPT = "Asia/Karachi";

    private static ServerFolder folder;
    private static Path zones;
    private static PostgresServer server;

    private String database = "postgres";
    private Session old;
    private List<String> seen = List.of();

    @BeforeAll
    static void start() throws IOException {
        int major = Integer.getInteger("awa.test.pg", PostgresPrograms.EMBEDDED);
        folder = ServerFolder.temporary("awa-zones-");
        Path copy = folder.path().resolve("programs");
        PostgresPrograms programs = PostgresPrograms.copyOfEmbedded(major, copy);
        zones = copy.resolve("share/postgresql/timezone");
        server = new PostgresServer(
                programs, folder, "data", PostgresServer.freePort(), Path.of("target", "postgres-zones.log"));
        server.copyForTest("fsync = off\n");
        server.start();
    }

    @AfterAll
    static void end() throws IOException {
        folder.close();
    }

    /** One schedule in each zone, put by a session that goes on knowing the old rules. */
    @BeforeEach
    void putSchedules() throws Exception {
        for (String zone : List.of(ADVANCED, PUT_BACK, KEPT)) {
            replace(zone, "Etc/GMT-5");
        }
        String name = "zones_" + Long.toString(System.nanoTime(), 36);
        try (Session session = session()) {
            session.run("create database " + name);
        }
        database = name;
        AwaSchema.migrate(dataSource());
        PgTapDatabase.prepare(dataSource());
        old = session();
        clock("2030-01-01 12:00");
        for (String zone : List.of(ADVANCED, PUT_BACK, KEPT)) {
            old.run("select from awa.put_schedule(?, '0 9 * * *', ?, 'x')", zone, zone);
        }
        old.run("select from awa.tick()");
        assertThat(old.texts("select distinct next_fire_at at time zone 'UTC' from awa.schedules"))
                .containsExactly("2030-01-02 04:00:00");
    }

    @AfterEach
    void close() throws SQLException {
        old.close();
    }

    private void updateZones() throws IOException {
        replace(ADVANCED, "Etc/GMT-6");
        replace(PUT_BACK, "Etc/GMT-4");
    }

    /** As a package does: by another file, not by another content. */
    private static void replace(String zone, String as) throws IOException {
        Path added = zones.resolve("added");
        Files.copy(zones.resolve(as), added, StandardCopyOption.REPLACE_EXISTING);
        Files.move(added, zones.resolve(zone), StandardCopyOption.ATOMIC_MOVE);
    }

    private PGSimpleDataSource dataSource() {
        var dataSource = new PGSimpleDataSource();
        dataSource.setUrl("jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database + "?user=postgres");
        return dataSource;
    }

    private Session session() throws SQLException {
        return Session.open(dataSource());
    }

    private void clock(String time) throws SQLException {
        old.run("select tap.stop_clock((? || '+00')::timestamptz)", time);
    }

    /** What a tick at a time makes, in a session that knows the rules of now. */
    private List<String> tickAt(String time) throws SQLException {
        clock(time);
        try (Session session = session()) {
            session.run("select from awa.tick()");
        }
        return made();
    }

    /** The same for a claim. */
    private List<String> claimAt(String time) throws SQLException {
        clock(time);
        try (Session session = session()) {
            session.run("select from awa.claim_jobs(?::uuid, max_jobs => 100)", session.worker());
        }
        return made();
    }

    /** What has been made since the last look, by zone and time in UTC. */
    private List<String> made() throws SQLException {
        List<String> made = old.texts("""
                select metadata #>> '{schedule,name}', metadata #>> '{schedule,fire_at}' from awa.jobs order by 2, 1""");
        List<String> more = made.stream().filter(job -> !seen.contains(job)).toList();
        assertThat(made).doesNotHaveDuplicates().hasSize(seen.size() + more.size());
        seen = made;
        return more;
    }

    private static String job(String zone, String time) {
        return zone + "|" + time + ":00Z";
    }

    @Test
    void schedulesFireOnceByTheNewRulesEarlierOnesToo() throws Exception {
        updateZones();
        assertThat(tickAt("2030-01-01 12:05")).isEmpty();

        assertThat(old.texts("select name, next_fire_at at time zone 'UTC' from awa.schedules order by next_fire_at"))
                .containsExactly(
                        ADVANCED + "|2030-01-02 03:00:00",
                        KEPT + "|2030-01-02 04:00:00",
                        PUT_BACK + "|2030-01-02 05:00:00");
        for (String day : List.of("2030-01-02", "2030-01-03")) {
            assertThat(claimAt(day + " 02:59")).isEmpty();
            assertThat(claimAt(day + " 03:00")).containsExactly(job(ADVANCED, day + "T03:00"));
            assertThat(tickAt(day + " 04:00")).containsExactly(job(KEPT, day + "T04:00"));
            assertThat(claimAt(day + " 05:00")).containsExactly(job(PUT_BACK, day + "T05:00"));
            assertThat(tickAt(day + " 08:00")).isEmpty();
        }
    }

    @Test
    void rulesThatComeAtTheLastMomentAreFollowed() throws Exception {
        assertThat(tickAt("2030-01-02 03:30")).isEmpty();
        updateZones();

        // no tick has compared the rules: who fires what is due by the old ones finds that it is not
        assertThat(claimAt("2030-01-02 04:00"))
                .containsExactly(job(ADVANCED, "2030-01-02T03:00"), job(KEPT, "2030-01-02T04:00"));
        assertThat(claimAt("2030-01-02 05:00")).containsExactly(job(PUT_BACK, "2030-01-02T05:00"));
        assertThat(tickAt("2030-01-02 08:00")).isEmpty();
        assertThat(claimAt("2030-01-03 03:00")).containsExactly(job(ADVANCED, "2030-01-03T03:00"));
    }

    @Test
    void fireWhoseNewTimeIsOverIsMadeLateOnce() throws Exception {
        assertThat(tickAt("2030-01-02 03:30")).isEmpty();
        updateZones();

        // the next comparison finds it, and wakes a worker, whose claim makes it
        assertThat(tickAt("2030-01-02 03:36")).isEmpty();
        assertThat(claimAt("2030-01-02 03:36")).containsExactly(job(ADVANCED, "2030-01-02T03:00"));
        assertThat(claimAt("2030-01-02 04:00")).containsExactly(job(KEPT, "2030-01-02T04:00"));
        assertThat(claimAt("2030-01-02 05:00")).containsExactly(job(PUT_BACK, "2030-01-02T05:00"));
        assertThat(tickAt("2030-01-02 08:00")).isEmpty();
    }
}

package dev.awa.contract.race;

import dev.awa.contract.PgTapDatabase;
import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** A database of its own for each test, with the pgTAP helpers in it, and sessions that end with the test. */
@Tag("sql")
abstract class RaceTest {

    private final List<Session> sessions = new ArrayList<>();
    private TestDatabase database;

    /** Two sessions, by whatever names the test gives them. */
    Session first;

    Session second;

    @BeforeEach
    final void open() throws SQLException {
        database = PgTapDatabase.create();
        first = session();
        second = session();
    }

    @AfterEach
    final void close() throws SQLException {
        for (Session session : sessions) {
            session.close();
        }
        database.close();
    }

    final Session session() throws SQLException {
        Session session = Session.open(database);
        sessions.add(session);
        session.run("set search_path = tap");
        // a statement that waits where none should wait fails instead of hanging
        session.run("set statement_timeout = '20 s'");
        return session;
    }

    /** Inserts a job in a transaction of its own. */
    final long insertedJob() throws SQLException {
        return first.number("select id from awa.insert_job('x')");
    }

    /** The id of the claim that now holds the only waiting job, for the worker of that name. */
    final long claimedBy(String worker) throws SQLException {
        return first.number("select claim_id from awa.claim_jobs(worker('" + worker + "'))");
    }

    final String stateOf(long job) throws SQLException {
        return first.row("select state_of(?)", job);
    }
}

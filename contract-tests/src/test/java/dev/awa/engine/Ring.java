package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.TestDatabase;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A database whose clock stands still but for {@link #pass}, with a worker that lives. Completed jobs are kept for an hour,
 * so that a segment takes entries for half an hour, is carried forward after another half, and its history is due an hour
 * after it is drained.
 */
public final class Ring implements AutoCloseable {

    final TestDatabase database;
    public final Session session;
    public final String worker;

    private Ring(TestDatabase database) throws SQLException {
        this.database = database;
        this.session = Session.open(database);
        session.run("set search_path = tap");
        session.run("select stop_clock()");
        session.run("update awa_store.segment set opened_at = awa_store.clock() where opened_at is not null");
        session.run("select from awa.configure('{\"keep_completed\": \"1 hour\"}')");
        this.worker = worker(session);
    }

    public static Ring of(TestDatabase database) throws SQLException {
        return new Ring(database);
    }

    /** A worker that stays alive for a day without heartbeats. */
    static String worker(Session session) throws SQLException {
        return String.valueOf(session.value("""
                select worker_id from awa.register_worker(opts => '{"heartbeat_every": "1 h", "dead_after": "1 day"}')"""));
    }

    /** Lets time pass in steps of five minutes, with two calls of tick and a look at the jobs after each. */
    void pass(int minutes) throws SQLException {
        for (int passed = 0; passed < minutes; passed += 5) {
            advance("5 min");
            session.run("select from awa.heartbeat(?::uuid)", worker);
            tick();
            tick();
            viewAndFunctionAgree();
        }
    }

    /** Moves the clock, and nothing else. */
    public void advance(String interval) throws SQLException {
        session.run("select advance_clock(?::interval)", interval);
    }

    public void tick() throws SQLException {
        session.run("select from awa.tick()");
    }

    /** Inserts jobs one by one; the arguments are those of insert_job after the kind. */
    public long insert(String arguments) throws SQLException {
        return session.number("select id from awa.insert_job('k', " + arguments + ")");
    }

    /** Inserts a batch and returns its ids. */
    List<Long> insertMany(String queue, int jobs) throws SQLException {
        return session.numbers("""
                select i.id
                from (select jsonb_agg(jsonb_build_object('kind', 'k', 'queue', ?, 'args', n)) from generate_series(1, ?) n) j (jobs),
                  awa.insert_jobs(j.jobs) i order by i.ordinal""", queue, jobs);
    }

    /** Claims jobs of one claim and returns its id. */
    public long claim(String queue, int jobs) throws SQLException {
        return session.number("select distinct claim_id from awa.claim_jobs(?::uuid, ?, ?)", worker, queue, jobs);
    }

    public List<Long> claimed(String queue, int jobs) throws SQLException {
        return session.numbers("select id from awa.claim_jobs(?::uuid, ?, ?)", worker, queue, jobs);
    }

    void complete(long claim, List<Long> jobs) throws SQLException {
        session.run("select from awa.complete_jobs(?::uuid, ?, ?)", worker, claim, jobs);
    }

    /** Inserts, claims and completes jobs. */
    List<Long> work(String queue, int jobs) throws SQLException {
        List<Long> ids = insertMany(queue, jobs);
        complete(claim(queue, jobs), ids);
        return ids;
    }

    @Nullable
    public String state(long job) throws SQLException {
        return session.value("select state from awa.get_job(?)", job);
    }

    /** The segment that a job's newest entry is in. */
    long segmentOf(long job) throws SQLException {
        return session.number("select segment from awa_store.ready where job_id = ? order by seq desc limit 1", job);
    }

    public long current() throws SQLException {
        return session.number("select current_segment from awa_store.ring");
    }

    /** What a segment is at: free, current, sealed or drained. */
    public String phase(long segment) throws SQLException {
        return String.valueOf(session.value("""
                select case
                  when opened_at is null then 'free' when sealed_at is null then 'current' when drained_at is null then 'sealed'
                  else 'drained'
                end
                from awa_store.segment where segment = ?""", segment));
    }

    /** Lets time pass until a segment is in a phase, with a look at the jobs after each step. */
    void await(long segment, String phase) throws SQLException {
        for (int i = 0; i < 60 && !reaches(segment, phase); i++) {
            viewAndFunctionAgree();
        }
        assertThat(phase(segment)).as("segment " + segment).isEqualTo(phase);
    }

    /** Lets five minutes pass, with calls of tick; stops as soon as a segment is in a phase, since the next call may end it. */
    public boolean reaches(long segment, String phase) throws SQLException {
        advance("5 min");
        session.run("select from awa.heartbeat(?::uuid)", worker);
        for (int i = 0; i < 2 && !phase(segment).equals(phase); i++) {
            tick();
        }
        return phase(segment).equals(phase);
    }

    /** Compares what is said of each job there ever was, or of the last hundred. */
    void viewAndFunctionAgree() throws SQLException {
        assertThat(session.rows("""
                        with v as materialized (select * from awa.jobs)
                        select n.id, v::text, g::text
                        from awa_store.entry_seq s
                        cross join generate_series(greatest(1, s.last_value - 100), s.last_value) n (id)
                        left join v using (id)
                        left join lateral awa.get_job(n.id) g on true
                        where v::text is distinct from g::text
                        limit 3"""))
                .as("told differently by the view and by get_job")
                .isEmpty();
        assertThat(session.number("select count(*) from awa.jobs where args is null"))
                .as("jobs whose args are gone")
                .isZero();
    }

    /** Counts of the rows of tables, as text, those without rows left out. */
    List<String> notEmpty(String... tables) throws SQLException {
        List<String> counts = new ArrayList<>();
        for (String table : tables) {
            long rows = session.number("select count(*) from awa_store." + table);
            if (rows > 0) {
                counts.add(table + " " + rows + " "
                        + session.rows("select t::text from awa_store." + table + " t limit 2"));
            }
        }
        return counts;
    }

    Session open() throws SQLException {
        Session other = Session.open(database);
        other.run("set search_path = tap");
        // what waits where nothing should wait fails
        other.run("set statement_timeout = '20 s'");
        return other;
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}

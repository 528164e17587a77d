package dev.awa.resilience;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A worker of plain SQL, half of whose claims are asynchronous. What it held when the server went down it settles when that is
 * back, under its old id, before it goes on: nobody told it whether its claim outlived the crash.
 */
final class Claimer extends Actor {

    private static final String REPORT = "'{\"on_lost\": \"report\"}'";

    /** Jobs of one claim that are not settled yet. */
    private record Held(String worker, long claim, long token, List<Long> jobs) {}

    private final List<Held> held = new ArrayList<>();
    private @Nullable String worker;
    private long heartbeatAt;
    private boolean claiming;

    Claimer(Workload workload, Random random) {
        super(workload, random);
    }

    @Override
    void interrupted(SQLException e) {
        if (claiming || oneIn(2)) {
            // a claim may have been committed without our knowing: be silent until its jobs are rescued
            worker = null;
        }
        claiming = false;
    }

    @Override
    void act(Session session) throws Exception {
        boolean awake = ifNotHushed(() -> {
            settle(session);
            stayAlive(session);
            if (oneIn(2)) {
                claim(session, "{}");
            }
        });
        if (!awake || held.isEmpty()) {
            claim(session, "{\"async\": true}");
            pause(20);
        }
    }

    private void stayAlive(Session session) throws SQLException {
        if (worker == null) {
            worker = session.value("select worker_id from awa.register_worker(opts => ?::jsonb)", """
                    {"heartbeat_every": "500 ms", "dead_after": "2 s"}""");
            heartbeatAt = System.nanoTime();
        } else if (System.nanoTime() - heartbeatAt > 200_000_000L) {
            session.run("select from awa.heartbeat(?::uuid)", worker);
            heartbeatAt = System.nanoTime();
        } else if (oneIn(300)) {
            session.run("select from awa.deregister_worker(?::uuid)", worker);
            worker = null;
        }
    }

    private void claim(Session session, String options) throws SQLException {
        String claimant = worker;
        if (claimant == null) {
            return;
        }
        long token = workload.memory().token();
        claiming = true;
        var claimed = session.rows(
                """
                insert into claimed (claim_id, job_id, token, attempt, max_attempts)
                select claim_id, id, ?, attempt, max_attempts from awa.claim_jobs(?::uuid, ?, ?, ?::jsonb)
                returning claim_id, job_id""",
                token,
                claimant,
                Workload.QUEUES.get(random.nextInt(Workload.QUEUES.size())),
                1 + random.nextInt(oneIn(4) ? 60 : 15),
                options);
        claiming = false;
        for (List<@Nullable String> row : claimed) {
            long claim = Long.parseLong(String.valueOf(row.get(0)));
            if (held.isEmpty() || held.get(held.size() - 1).claim() != claim) {
                held.add(new Held(claimant, claim, token, new ArrayList<>()));
            }
            held.get(held.size() - 1).jobs().add(Long.valueOf(String.valueOf(row.get(1))));
        }
        if (!claimed.isEmpty()) {
            workload.memory().claimed(token);
        }
    }

    private void settle(Session session) throws SQLException, InterruptedException {
        while (!held.isEmpty()) {
            Held first = held.get(0);
            boolean whole = oneIn(2);
            if (!whole) {
                Collections.shuffle(first.jobs(), random);
            }
            while (!first.jobs().isEmpty()) {
                int size = first.jobs().size();
                List<Long> some = first.jobs().subList(0, whole ? size : Math.min(size, 1 + random.nextInt(10)));
                settle(session, first, List.copyOf(some));
                some.clear();
            }
            held.remove(0);
        }
    }

    private void settle(Session session, Held claim, List<Long> jobs) throws SQLException, InterruptedException {
        switch (random.nextInt(40)) {
            case 0 -> worker = null; // as a worker would that was killed
            case 1 -> {
                // long enough for timeouts to strike
                pause(250);
                complete(session, claim, jobs);
            }
            case 2, 3, 4 -> {
                session.begin();
                var settled = complete(session, claim, jobs);
                pause(30);
                session.commit();
                workload.memory().settled(settled);
                return;
            }
            case 5, 6, 7, 8, 9 -> workload.memory().settled(fail(session, claim, jobs));
            case 10, 11 -> workload.memory().settled(snooze(session, claim, jobs));
            case 12, 13 -> workload.memory().settled(each(session, "release_jobs", "released", claim, jobs));
            case 14 -> workload.memory().settled(each(session, "cancel_running", "cancelled", claim, jobs));
            default -> workload.memory().settled(complete(session, claim, jobs));
        }
    }

    private static List<Memory.Settled> complete(Session session, Held claim, List<Long> jobs) throws SQLException {
        return each(session, "complete_jobs", "completed", claim, jobs);
    }

    private static List<Memory.Settled> each(Session session, String verb, String outcome, Held claim, List<Long> jobs)
            throws SQLException {
        return answered(
                claim,
                session.rows(
                        """
                insert into settled (claim_id, job_id, token, outcome)
                select ?, j, ?, '%s'
                from awa.%s(?::uuid, ?, ?::bigint[], opts => %s) c, unnest(?::bigint[]) j
                where j <> all (c.lost_ids)
                returning job_id, outcome""".formatted(outcome, verb, REPORT),
                        claim.claim(),
                        claim.token(),
                        claim.worker(),
                        claim.claim(),
                        jobs,
                        jobs));
    }

    private List<Memory.Settled> fail(Session session, Held claim, List<Long> jobs) throws SQLException {
        return answered(
                claim,
                session.rows(
                        """
                insert into settled (claim_id, job_id, token, outcome)
                select ?, id, ?, outcome
                from awa.fail_jobs(
                  ?::uuid, ?, ?::bigint[], array_fill('by test'::text, array[?::int]), ?::int * interval '1 ms', ?, %s)
                where outcome <> 'lost'
                returning job_id, outcome""".formatted(REPORT),
                        claim.claim(),
                        claim.token(),
                        claim.worker(),
                        claim.claim(),
                        jobs,
                        jobs.size(),
                        oneIn(3) ? null : random.nextInt(60),
                        oneIn(10)));
    }

    /** One by one, as the verb is; it refuses with an error what is not open any more. */
    private List<Memory.Settled> snooze(Session session, Held claim, List<Long> jobs) throws SQLException {
        var snoozed = new ArrayList<Memory.Settled>();
        for (long job : jobs) {
            try {
                snoozed.addAll(answered(
                        claim,
                        session.rows(
                                """
                        insert into settled (claim_id, job_id, token, outcome)
                        select ?, id, ?, outcome from awa.snooze_job(?::uuid, ?, ?, ?::int * interval '1 ms')
                        returning job_id, outcome""",
                                claim.claim(),
                                claim.token(),
                                claim.worker(),
                                claim.claim(),
                                job,
                                random.nextInt(60))));
            } catch (SQLException e) {
                if (!"AW005".equals(e.getSQLState())) {
                    throw e;
                }
                workload.expect(e);
            }
        }
        return snoozed;
    }

    private static List<Memory.Settled> answered(Held claim, List<List<@Nullable String>> rows) {
        return rows.stream()
                .map(row -> new Memory.Settled(
                        claim.claim(),
                        Long.parseLong(String.valueOf(row.get(0))),
                        claim.token(),
                        String.valueOf(row.get(1))))
                .toList();
    }
}

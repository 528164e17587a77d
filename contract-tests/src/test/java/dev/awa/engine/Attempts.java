package dev.awa.engine;

import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Ends claimed jobs in all the ways there are, in pieces of random size, and enters in the books what was accepted. */
final class Attempts {

    private static final String REPORT = "'{\"on_lost\": \"report\"}'";

    private final Session session;
    private final String worker;
    private final Random random;

    Attempts(Session session, String worker, Random random) {
        this.session = session;
        this.worker = worker;
        this.random = random;
    }

    /**
     * Settles jobs given as claim and job id.
     *
     * @return false if some were left open
     */
    boolean settle(List<List<@Nullable String>> claimed) throws SQLException, InterruptedException {
        Map<Long, List<Long>> claims = new LinkedHashMap<>();
        for (List<@Nullable String> row : claimed) {
            claims.computeIfAbsent(Long.valueOf(String.valueOf(row.get(0))), claim -> new ArrayList<>())
                    .add(Long.valueOf(String.valueOf(row.get(1))));
        }
        boolean all = true;
        for (Map.Entry<Long, List<Long>> claim : claims.entrySet()) {
            List<Long> jobs = claim.getValue();
            boolean whole = random.nextInt(3) > 0;
            if (!whole) {
                Collections.shuffle(jobs, random);
            }
            for (int from = 0; from < jobs.size(); ) {
                int to = whole ? jobs.size() : Math.min(jobs.size(), from + 1 + random.nextInt(10));
                all &= settle(claim.getKey(), jobs.subList(from, to));
                from = to;
            }
        }
        return all;
    }

    private boolean settle(long claim, List<Long> jobs) throws SQLException, InterruptedException {
        if (random.nextInt(20) == 0) {
            session.run(
                    "select from unnest(?::bigint[]) j, awa.set_progress(?::uuid, ?, j, 1, checkpoint => '{\"at\": 1}')",
                    jobs,
                    worker,
                    claim);
        }
        if (random.nextInt(20) == 0) {
            // what is rolled back did not happen
            session.begin();
            if (random.nextBoolean()) {
                complete(claim, jobs, REPORT);
            } else {
                fail(claim, jobs);
            }
            session.rollback();
        }
        boolean twice = random.nextInt(30) == 0;
        boolean settled = how(claim, jobs);
        if (settled && twice) {
            how(claim, jobs);
        }
        return settled;
    }

    private boolean how(long claim, List<Long> jobs) throws SQLException, InterruptedException {
        switch (random.nextInt(40)) {
            case 0 -> {
                return false;
            }
            case 1 -> {
                // long enough for timeouts to strike
                Thread.sleep(random.nextInt(250));
                complete(claim, jobs, REPORT);
            }
            case 2, 3 -> {
                session.begin();
                complete(claim, jobs, REPORT);
                Thread.sleep(random.nextInt(30));
                session.commit();
            }
            case 4, 5 -> complete(claim, jobs, "'{}'");
            case 6, 7, 8, 9, 10 -> fail(claim, jobs);
            case 11, 12 -> snooze(claim, jobs);
            case 13, 14 -> each("release_jobs", "released", claim, jobs);
            case 15 -> each("cancel_running", "cancelled", claim, jobs);
            default -> complete(claim, jobs, REPORT);
        }
        return true;
    }

    private void complete(long claim, List<Long> jobs, String options) throws SQLException {
        session.run("""
                insert into settled (claim_id, job_id, outcome)
                select ?, j, 'completed'
                from awa.complete_jobs(?::uuid, ?, ?::bigint[], opts => %s) c, unnest(?::bigint[]) j
                where j <> all (c.lost_ids)""".formatted(options), claim, worker, claim, jobs, jobs);
    }

    private void each(String verb, String outcome, long claim, List<Long> jobs) throws SQLException {
        session.run("""
                insert into settled (claim_id, job_id, outcome)
                select ?, j, '%s'
                from awa.%s(?::uuid, ?, ?::bigint[], opts => %s) c, unnest(?::bigint[]) j
                where j <> all (c.lost_ids)""".formatted(outcome, verb, REPORT), claim, worker, claim, jobs, jobs);
    }

    private void fail(long claim, List<Long> jobs) throws SQLException {
        session.run(
                """
                insert into settled (claim_id, job_id, outcome)
                select ?, id, outcome
                from awa.fail_jobs(
                  ?::uuid, ?, ?::bigint[], array_fill('by test'::text, array[?::int]), ?::int * interval '1 ms', ?, %s)
                where outcome <> 'lost'""".formatted(REPORT),
                claim,
                worker,
                claim,
                jobs,
                jobs.size(),
                random.nextInt(3) == 0 ? null : random.nextInt(60),
                random.nextInt(10) == 0);
    }

    private void snooze(long claim, List<Long> jobs) throws SQLException {
        for (long job : jobs) {
            session.run("""
                    insert into settled (claim_id, job_id, outcome)
                    select ?, id, outcome from awa.snooze_job(?::uuid, ?, ?, ?::int * interval '1 ms')""", claim, worker, claim, job, random.nextInt(60));
        }
    }
}

package dev.awa.contract.fuzz;

import dev.awa.contract.fuzz.Caller.CheckFailed;
import dev.awa.testkit.accounting.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What must work whatever was called before: looking at jobs, housekeeping, waking, and the way of a good job. */
final class Checks {

    /** Text that is handed out is not much larger than the limits of what goes in; JSON escapes take six bytes for one. */
    private static final long MOST_TEXT = 16 << 20;

    private static final int MOST_CLAIMS = 60;

    /** What doctor may warn of: what is meant to be so, or takes its time. */
    private static final Set<String> MAY_WARN =
            Set.of("ring", "workers", "due_jobs", "kinds", "sleep_marks", "old_transactions", "deprecated_calls");

    private final Caller caller;
    private final Session other;
    private final Dice dice;
    private final Stock stock;
    private final String worker;

    /** A session of its own enqueues for sleepers. */
    Checks(Caller caller, Session other, Dice dice, Stock stock) throws SQLException {
        this.caller = caller;
        this.other = other;
        this.dice = dice;
        this.stock = stock;
        this.worker = "'" + other.worker() + "'::uuid";
    }

    /** All of them; the first that does not hold ends it. */
    void run() throws CheckFailed, SQLException {
        dice.malice(0);
        claimSome();
        tick();
        look();
        wake();
        Set<String> queues = new HashSet<>(List.of("default"));
        queues.add(dice.of(Stock.QUEUES));
        queues.add(dice.of(Stock.QUEUES));
        for (String queue : queues) {
            workGoodJob(queue);
        }
        stock.jobsOfRound.clear();
    }

    private void look() throws CheckFailed {
        String states = "array(select state from awa.job_states())";
        small(
                "list_jobs",
                "select max(length(l::text)) from unnest(" + Sql.texts(Stock.QUEUES) + ") q, unnest(" + states
                        + ") s, awa.list_jobs(q, s, 20) l");
        small("get_job", "select max(length(g::text)) from unnest(" + jobs(300) + ") j, awa.get_job(j) g");
        caller.must("job_state", "select count(*) from unnest(" + jobs(300) + ") j, awa.job_state(j) g");
        if (dice.oneIn(5)) {
            small("view jobs", "select max(length(j::text)) from awa.jobs j");
        }
        caller.must("queue_stats", "select count(*) from awa.queue_stats()");
        caller.must(
                "queue_stats", "select count(*) from unnest(" + Sql.texts(Stock.QUEUES) + ") q, awa.queue_stats(q) s");
        String doctor = "select check_name, status, detail from awa.doctor()";
        for (List<String> row : caller.must("doctor", doctor)) {
            if (row.get(1).equals("error") || !row.get(1).equals("ok") && !MAY_WARN.contains(row.get(0))) {
                fail("doctor", row.toString(), doctor);
            }
        }
        String gone = "select j.id, j.state from unnest(" + jobs(60)
                + ") n (id) join awa.jobs j using (id) where j.args is null";
        List<List<String>> lost = caller.must("view jobs", gone);
        if (!lost.isEmpty()) {
            fail("view jobs", "args are gone: " + lost.get(0), gone);
        }
        String differences = """
                select n.id, j::text, g::text
                from unnest(%s) n (id) join awa.jobs j using (id) join lateral awa.get_job(n.id) g on true
                where j::text <> g::text and to_jsonb(j) <> to_jsonb(g) #- '{details,last_failure}'""".formatted(jobs(60));
        List<List<String>> rows = caller.must("view jobs", differences);
        if (!rows.isEmpty()) {
            fail("view jobs", "it differs from get_job: " + rows.get(0), differences);
        }
        limits();
    }

    /** What a limit takes for open is what the claims that count in it have open. */
    private void limits() throws CheckFailed {
        caller.must("why_waiting", "select count(*) from unnest(" + jobs(60) + ") j, awa.why_waiting(j) w");
        String differences = """
                select l.limit_name, l.open, c.open
                from awa.limits l
                join awa_store.limit_rule r on r.name = l.limit_name
                cross join lateral (
                  select coalesce(sum(cardinality(c.job_ids) - coalesce(o.jobs, 0)), 0) as open
                  from awa_store.claim c
                  left join lateral (
                    select sum(o.jobs) as jobs from awa_store.outcome o where o.claim_id = c.claim_id and o.segment = c.segment
                  ) o on true
                  where r.limit_id = any (c.limits)
                    and not exists (
                      select from awa_store.claim m where m.claim_id = c.claim_id and m.lane is null and c.lane is not null)
                ) c
                where l.open <> c.open""";
        List<List<String>> rows = caller.must("view limits", differences);
        if (!rows.isEmpty()) {
            fail("view limits", "it counts otherwise than the claims: " + rows.get(0), differences);
        }
    }

    /** Claims a few jobs from each queue and does something with them. */
    private void claimSome() throws CheckFailed {
        for (String queue : Stock.QUEUES) {
            claim(queue, 20).forEach(this::settle);
        }
    }

    private void tick() throws CheckFailed {
        for (int i = 0; i < 3; i++) {
            caller.must("tick", "select * from awa.tick()");
        }
    }

    /** Whoever sleeps is woken; whoever is awake holds nothing. */
    private void wake() throws CheckFailed, SQLException {
        caller.must("sleep_until_work", "listen awa");
        String sleep = "select has_work, pending_after from awa.sleep_until_work(%s, array['%s'])"
                .formatted(worker, Stock.QUIET_QUEUE);
        List<String> answer = caller.must("sleep_until_work", sleep).get(0);
        if (answer.get(0).equals("t")) {
            fail("sleep_until_work", "there is work in a queue that nobody puts jobs into", sleep);
        }
        String insert = "select id from awa.insert_job('good', queue => '" + Stock.QUIET_QUEUE + "')";
        long job = other.number(insert);
        boolean isWoken = false;
        List<String> told = caller.session().notifications(5000);
        while (!told.isEmpty() && !isWoken) {
            isWoken = told.contains("work:" + Stock.QUIET_QUEUE);
            told = isWoken ? told : caller.session().notifications(1000);
        }
        if (!isWoken) {
            fail("sleep_until_work", "the sleeper is not notified", sleep + ";\n-- in another session\n" + insert);
        }
        caller.must("sleep_until_work", "unlisten awa");
        String awake = "select * from awa.sleep_until_work(" + worker + ", '{}')";
        caller.must("sleep_until_work", awake);
        String locks = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()";
        if (!caller.must("sleep_until_work", locks).get(0).get(0).equals("0")) {
            fail("sleep_until_work", "locks stay with a session that is awake", awake + ";\n" + locks);
        }
        Map<Long, List<Long>> claims = claim(Stock.QUIET_QUEUE, 10);
        if (!claims.values().stream().flatMap(List::stream).toList().equals(List.of(job))) {
            fail("claim_jobs", "job " + job + " is not handed out alone: " + claims, claimOf(Stock.QUIET_QUEUE, 10));
        }
        for (long claim : claims.keySet()) {
            complete(claim, job);
        }
    }

    private void workGoodJob(String queue) throws CheckFailed {
        String name = Sql.text(queue);
        caller.must("configure_queue", """
                select * from awa.configure_queue(%s, '{"create": true, "paused": false, "on_full": "off", "max_waiting": null, "max_args_bytes": null, "max_metadata_bytes": null, "limits": null}')""".formatted(name));
        String insert = "select id from awa.insert_job('good', '{\"good\": true}', queue => " + name + ")";
        long job = Long.parseLong(caller.must("insert_job", insert).get(0).get(0));
        int vain = 0;
        for (int i = 0; i < MOST_CLAIMS; i++) {
            Map<Long, List<Long>> claims = claim(queue, 500);
            boolean isThere = false;
            for (Map.Entry<Long, List<Long>> claim : claims.entrySet()) {
                if (claim.getValue().remove(job)) {
                    isThere = true;
                    complete(claim.getKey(), job);
                }
                if (!claim.getValue().isEmpty()) {
                    settle(claim.getKey(), claim.getValue());
                }
            }
            if (isThere) {
                return;
            }
            // one that has blocked a thousand jobs of a busy key leaves the rest to the next
            vain = claims.isEmpty() ? vain + 1 : 0;
            if (vain > 10) {
                fail("claim_jobs", "job " + job + " waits, and nothing is handed out", claimOf(queue, 500));
            }
        }
        fail(
                "claim_jobs",
                "job " + job + " is not handed out by " + MOST_CLAIMS + " claims of 500 jobs",
                claimOf(queue, 500));
    }

    private void complete(long claim, long job) throws CheckFailed {
        String sql = "select settled from awa.complete_jobs(%s, %d, array[%d]::bigint[])".formatted(worker, claim, job);
        if (!caller.must("complete_jobs", sql).get(0).get(0).equals("1")) {
            fail("complete_jobs", "the good job is not settled", sql);
        }
    }

    private Map<Long, List<Long>> claim(String queue, int most) throws CheckFailed {
        String sql = claimOf(queue, most);
        Map<Long, List<Long>> claims = new TreeMap<>();
        long text = 0;
        for (List<String> row : caller.must("claim_jobs", sql)) {
            claims.computeIfAbsent(Long.parseLong(row.get(0)), c -> new ArrayList<>())
                    .add(Long.parseLong(row.get(1)));
            text = Math.max(text, Long.parseLong(row.get(2)));
        }
        if (text > MOST_TEXT) {
            fail("claim_jobs", "a job of " + text + " characters is handed out", sql);
        }
        return claims;
    }

    private String claimOf(String queue, int most) {
        return "select claim_id, id, length(c::text) from awa.claim_jobs(%s, %s, %d) c"
                .formatted(worker, Sql.text(queue), most);
    }

    private void settle(long claim, List<Long> jobs) {
        String lease = worker + ", " + claim + ", ";
        String ids = Sql.longs(jobs);
        try {
            switch (dice.below(8)) {
                case 0 ->
                    caller.must(
                            "fail_jobs",
                            "select count(*) from awa.fail_jobs(" + lease + ids + ", array_fill('by test'::text, array["
                                    + jobs.size() + "]))");
                case 1 ->
                    caller.must(
                            "fail_jobs",
                            "select count(*) from awa.fail_jobs(" + lease + ids + ", array_fill('by test'::text, array["
                                    + jobs.size() + "]), final => true)");
                case 2 ->
                    caller.must(
                            "snooze_job",
                            "select count(*) from unnest(" + ids + ") j, awa.snooze_job(" + lease + "j, '0.01 s')");
                case 3 -> caller.must("release_jobs", "select * from awa.release_jobs(" + lease + ids + ")");
                case 4 ->
                    caller.must("cancel_running", "select * from awa.cancel_running(" + lease + ids + ", 'by test')");
                default -> caller.must("complete_jobs", "select * from awa.complete_jobs(" + lease + ids + ")");
            }
        } catch (CheckFailed e) {
            // it is among the findings, and the jobs are not in the way of others
        }
    }

    /** So many jobs of the round, chosen at random: looking at each after every round takes most of the time. */
    private String jobs(int most) {
        List<Long> jobs = new ArrayList<>(new TreeSet<>(stock.jobsOfRound));
        Collections.shuffle(jobs, dice.random());
        return Sql.longs(jobs.subList(0, Math.min(most, jobs.size())));
    }

    private void small(String check, String sql) throws CheckFailed {
        String length = caller.must(check, sql).get(0).get(0);
        if (length != null && Long.parseLong(length) > MOST_TEXT) {
            fail(check, "a job of " + length + " characters is handed out", sql);
        }
    }

    private void fail(String check, String problem, String sql) throws CheckFailed {
        caller.fail(check, problem, sql);
        throw new CheckFailed();
    }
}

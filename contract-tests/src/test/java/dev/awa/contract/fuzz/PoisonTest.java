package dev.awa.contract.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.PgTapDatabase;
import dev.awa.engine.Ring;
import dev.awa.testkit.AwaDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Rows that hold garbage, each between two good jobs of a queue of its own: the good ones go their way, and the bad one ends, if
 * nothing can be made of it, as failed with a reason.
 */
@Tag("sql")
class PoisonTest {

    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.from(PgTapDatabase::create);

    private final Set<String> faults = new LinkedHashSet<>();
    private Ring ring;

    @BeforeEach
    void stopTheClock() throws SQLException {
        ring = Ring.of(database.get());
        // what does not end in time is a fault
        ring.session.run("set statement_timeout = '20 s'");
    }

    @AfterEach
    void close() throws SQLException {
        ring.close();
    }

    /** Three jobs, of which the one in the middle is bad. */
    private record Trio(String queue, Poison poison, long first, long bad, long last) {

        List<Long> all() {
            return List.of(first, bad, last);
        }

        List<Long> good() {
            return List.of(first, last);
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    @Test
    void claimsSetAsideWhatCannotBeHandedOut() throws Exception {
        List<Trio> trios = trios("");
        poison("ready", trios);
        for (Trio trio : trios) {
            step(trio, () -> {
                List<Long> handedOut = completeAll(trio.queue);
                expect(trio, "handed out", good(handedOut, trio), trio.good());
            });
        }
        tick();
        for (Trio trio : trios) {
            step(trio, () -> {
                expectStates(trio, Set.of("completed"));
                expectEnded(trio, trio.poison.isUseless() ? Set.of("failed") : ENDED, true);
            });
        }
        everybodyCanLook(trios);
        none();
    }

    @Test
    void aClaimIsSettledWhateverLiesInIt() throws Exception {
        for (String verb :
                List.of("complete_jobs", "fail_jobs", "fail_jobs for good", "release_jobs", "cancel_running")) {
            List<Trio> trios = trios(verb + " ", "");
            TreeMap<String, Long> claims = claim(trios, ring.worker);
            poison("ready", trios);
            for (Trio trio : trios) {
                step(trio, () -> {
                    settle(verb, claims.get(trio.queue), trio.all());
                    expectStates(
                            trio,
                            switch (verb) {
                                case "complete_jobs" -> Set.of("completed");
                                case "fail_jobs" -> Set.of("retryable");
                                case "release_jobs" -> Set.of("available");
                                case "cancel_running" -> Set.of("cancelled");
                                default -> Set.of("failed");
                            });
                });
            }
            everybodyCanLook(trios);
        }
        none();
    }

    @Test
    void tickRescuesAndExpiresBesideWhatIsBad() throws Exception {
        String mortal = String.valueOf(ring.session.value(
                "select worker_id from awa.register_worker('mortal', opts => '{\"dead_after\": \"1 min\"}')"));
        List<Trio> lost = trios("lost ", "max_attempts => 2");
        claim(lost, mortal);
        List<Trio> late = trios("late ", "max_attempts => 2, opts => '{\"timeout\": \"2 min\"}'");
        claim(late, ring.worker);
        poison("ready", lost);
        poison("ready", late);
        ring.advance("3 min");
        tick();
        for (Trio trio : join(lost, late)) {
            step(trio, () -> {
                expectStates(trio, Set.of("retryable"));
                if (trio.queue.startsWith("lost") || !trio.poison.assignment().startsWith("options")) {
                    String state = ring.state(trio.bad);
                    expect(
                            trio,
                            "state of the bad job after its worker is lost",
                            "retryable".equals(state) || "failed".equals(state) ? "" : state,
                            "");
                }
            });
        }
        everybodyCanLook(lost);
        everybodyCanLook(late);
        none();
    }

    @Test
    void whatIsDueIsPromotedBesideWhatIsBad() throws Exception {
        List<Trio> trios = trios("run_at => awa_store.clock() + interval '10 min'");
        poison("deferred", trios);
        everybodyCanLook(trios);
        ring.advance("11 min");
        tick();
        for (Trio trio : trios) {
            step(trio, () -> {
                completeAll(trio.queue);
                expectStates(trio, Set.of("completed"));
                String state = ring.state(trio.bad);
                if (!trio.poison.assignment().equals("run_at = 'infinity'")) {
                    expectEnded(trio, trio.poison.isUseless() ? Set.of("failed") : ENDED, true);
                } else if (!"scheduled".equals(state) && !"failed".equals(state)) {
                    faults.add(trio.poison + ": its job is " + state);
                }
            });
        }
        everybodyCanLook(trios);
        none();
    }

    @Test
    void whatWaitsIsCancelledWhateverItIs() throws Exception {
        List<Trio> trios = join(trios("ready ", ""), trios("later ", "run_at => awa_store.clock() + interval '1 day'"));
        poison("ready", trios);
        poison("deferred", trios);
        for (Trio trio : trios) {
            for (long job : trio.all()) {
                step(trio, () -> ring.session.run("select from awa.cancel_job(?)", job));
            }
            step(trio, () -> {
                expectStates(trio, Set.of("cancelled"));
                expectEnded(trio, Set.of("cancelled", "failed"), false);
            });
        }
        everybodyCanLook(trios);
        none();
    }

    @Test
    void parentsAndKeysAreLetGoWhateverWaitsForThem() throws Exception {
        List<Trio> children = new ArrayList<>();
        List<Trio> blocked = new ArrayList<>();
        for (Poison poison : Poison.all()) {
            long failing = ring.insert("queue => 'parents', max_attempts => 1");
            children.add(trio("failing " + children.size(), poison, "opts => '{\"parents\": [" + failing + "]}'"));
            String key = "blocked " + blocked.size();
            String options = "opts => '{\"concurrency_key\": \"" + key + "\"}'";
            ring.insert("queue => 'holders', " + options);
            blocked.add(trio(key, poison, options));
        }
        long claim = ring.claim("holders", 1000);
        for (Trio trio : blocked) {
            assertThat(ring.claimed(trio.queue, 9)).isEmpty();
            assertThat(ring.state(trio.first)).isEqualTo("blocked");
        }
        poison("deferred", children);
        poison("deferred", blocked);
        long parents = ring.claim("parents", 1000);
        for (int i = 0; i < children.size(); i++) {
            long parent = open(parents).get(i);
            step(children.get(i), () -> settle("fail_jobs", parents, List.of(parent)));
        }
        for (int i = 0; i < blocked.size(); i++) {
            long holder = open(claim).get(i);
            step(blocked.get(i), () -> settle("complete_jobs", claim, List.of(holder)));
        }
        tick();
        for (Trio trio : children) {
            step(trio, () -> {
                expectStates(trio, Set.of("cancelled"));
                expectEnded(trio, Set.of("cancelled", "failed"), true);
            });
        }
        for (Trio trio : blocked) {
            step(trio, () -> {
                for (int i = 0; i < 4; i++) {
                    completeAll(trio.queue);
                    tick();
                }
                expectStates(trio, Set.of("completed"));
            });
        }
        everybodyCanLook(children);
        everybodyCanLook(blocked);
        none();
    }

    @Test
    void theRingTurnsWithWhatIsBadInIt() throws Exception {
        long segment = ring.current();
        List<Trio> waiting = trios("waiting ", "");
        List<Trio> running = trios("running ", "");
        TreeMap<String, Long> claims = claim(running, ring.worker);
        List<Trio> kept = trios("kept ", "opts => '{\"keep\": \"30 days\"}'");
        claim(kept, ring.worker)
                .forEach((queue, claim) -> kept.stream()
                        .filter(trio -> trio.queue.equals(queue))
                        .forEach(trio -> step(trio, () -> settle("complete_jobs", claim, trio.all()))));
        poison("ready", waiting);
        poison("ready", running);
        poison("ready", kept);
        int rounds = 0;
        while (rounds < 60 && !ring.reaches(segment, "free")) {
            rounds++;
        }
        assertThat(ring.phase(segment)).as("segment, after " + faults).isEqualTo("free");
        for (Trio trio : kept) {
            step(trio, () -> expectStates(trio, Set.of("completed")));
        }
        for (Trio trio : running) {
            step(trio, () -> {
                settle("complete_jobs", claims.get(trio.queue), trio.good());
                expectStates(trio, Set.of("completed"));
            });
        }
        for (Trio trio : waiting) {
            step(trio, () -> {
                completeAll(trio.queue);
                expectStates(trio, Set.of("completed"));
            });
        }
        everybodyCanLook(waiting);
        everybodyCanLook(running);
        everybodyCanLook(kept);
        none();
    }

    @Test
    void endedJobsAreRetriedDeletedAndForgottenBesideWhatIsBad() throws Exception {
        ring.session.run("select from awa.configure('{\"keep_failed\": \"30 min\"}')");
        List<Trio> retried = dead("retried ");
        List<Trio> deleted = dead("deleted ");
        List<Trio> forgotten = dead("forgotten ");
        everybodyCanLook(forgotten);
        for (Trio trio : retried) {
            for (long job : trio.all()) {
                step(trio, () -> retry(trio, job));
            }
            step(trio, () -> {
                completeAll(trio.queue);
                expectStates(trio, Set.of("completed"));
            });
        }
        for (Trio trio : deleted) {
            for (long job : trio.all()) {
                step(trio, () -> ring.session.run("select from awa.delete_job(?)", job));
            }
            step(trio, () -> expectStates(trio, Set.of("null")));
        }
        everybodyCanLook(retried);
        ring.advance("31 min");
        tick();
        for (Trio trio : forgotten) {
            step(trio, () -> expectStates(trio, Set.of("null")));
        }
        everybodyCanLook(forgotten);
        none();
    }

    /** Jobs in the dead letter queue. */
    private List<Trio> dead(String prefix) throws SQLException {
        List<Trio> trios = trios(prefix, "");
        claim(trios, ring.worker)
                .forEach((queue, claim) -> trios.stream()
                        .filter(trio -> trio.queue.equals(queue))
                        .forEach(trio -> step(trio, () -> settle("fail_jobs for good", claim, trio.all()))));
        poison("ended", trios);
        return trios;
    }

    private List<Trio> trios(String arguments) throws SQLException {
        return trios("", arguments);
    }

    /** Good jobs, three for each poison, to be poisoned later. */
    private List<Trio> trios(String prefix, String arguments) throws SQLException {
        List<Trio> trios = new ArrayList<>();
        for (Poison poison : Poison.all()) {
            trios.add(trio(prefix + trios.size(), poison, arguments));
        }
        return trios;
    }

    private Trio trio(String queue, Poison poison, String arguments) throws SQLException {
        List<Long> jobs = ring.session.numbers(
                "select i.id from generate_series(1, 3) n, awa.insert_job('k', jsonb_build_object('n', n), queue => ?"
                        + (arguments.isEmpty() ? "" : ", " + arguments) + ") i order by n",
                queue);
        return new Trio(queue, poison, jobs.get(0), jobs.get(1), jobs.get(2));
    }

    private void poison(String table, List<Trio> trios) throws SQLException {
        for (Trio trio : trios) {
            ring.session.run(trio.poison.update(table, trio.queue), List.of(trio.bad));
        }
    }

    /** The claims that now hold all jobs of the trios, by queue. */
    private TreeMap<String, Long> claim(List<Trio> trios, String worker) throws SQLException {
        TreeMap<String, Long> claims = new TreeMap<>();
        for (Trio trio : trios) {
            claims.put(
                    trio.queue,
                    ring.session.number(
                            "select distinct claim_id from awa.claim_jobs(?::uuid, ?, 9)", worker, trio.queue));
        }
        return claims;
    }

    /** Claims and completes all that a queue has; returns what was handed out. */
    private List<Long> completeAll(String queue) throws SQLException {
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            List<List<@Nullable String>> rows = ring.session.rows(
                    "select claim_id, id, length(c::text) from awa.claim_jobs(?::uuid, ?, 2) c", ring.worker, queue);
            for (List<@Nullable String> row : rows) {
                long job = Long.parseLong(String.valueOf(row.get(1)));
                all.add(job);
                settle("complete_jobs", Long.parseLong(String.valueOf(row.get(0))), List.of(job));
            }
            if (rows.isEmpty() && i > 0) {
                break;
            }
        }
        return all;
    }

    private void settle(String verb, long claim, List<Long> jobs) throws SQLException {
        String more = switch (verb) {
            case "fail_jobs" -> ", array_fill('oops'::text, array[" + jobs.size() + "])";
            case "fail_jobs for good" -> ", array_fill('oops'::text, array[" + jobs.size() + "]), final => true";
            default -> "";
        };
        ring.session.run(
                "select from awa." + verb.split(" ")[0] + "(?::uuid, ?, ?" + more + ")", ring.worker, claim, jobs);
    }

    /** A bad job may be refused with an error of the contract. */
    private void retry(Trio trio, long job) throws SQLException {
        try {
            ring.session.run("select from awa.retry_job(?)", job);
        } catch (SQLException e) {
            if (job != trio.bad || !String.valueOf(e.getSQLState()).startsWith("AW")) {
                throw e;
            }
        }
    }

    private List<Long> open(long claim) throws SQLException {
        return ring.session.numbers("select unnest(job_ids) from awa_store.claim where claim_id = ?", claim);
    }

    /** Each call does a bounded part of what there is to do. */
    private void tick() {
        try {
            for (int i = 0; i < 50; i++) {
                if (ring.session.number("select promoted + jobs_rescued + jobs_expired from awa.tick()") == 0) {
                    break;
                }
            }
        } catch (SQLException e) {
            faults.add("tick: " + e.getSQLState() + " " + e.getMessage());
        }
    }

    private void step(Trio trio, Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            faults.add(trio.queue + ", " + trio.poison + ": " + e.getSQLState() + " " + e.getMessage());
        }
    }

    private void expect(Trio trio, String what, Object told, Object wanted) {
        if (!told.equals(wanted)) {
            faults.add(trio.queue + ", " + trio.poison + ": " + what + ": " + told + " instead of " + wanted);
        }
    }

    private void expectStates(Trio trio, Set<String> states) throws SQLException {
        List<List<@Nullable String>> good = ring.session.rows(
                "select j.state from unnest(?::bigint[]) g left join lateral awa.job_state(g) j on true", trio.good());
        for (List<@Nullable String> job : good) {
            String state = String.valueOf(job.get(0));
            if (!states.contains(state)) {
                faults.add(trio.queue + ", " + trio.poison + ": a good job beside it is " + state);
            }
        }
    }

    /** The bad job has ended, with a reason, unless it completed or was cancelled without one. */
    private void expectEnded(Trio trio, Set<String> states, boolean hasReason) throws SQLException {
        List<@Nullable String> job = ring
                .session
                .rows("select state, coalesce(reason, failures -> -1 ->> 'error') from awa.get_job(?)", trio.bad)
                .stream()
                .findFirst()
                .orElse(List.of("unknown", ""));
        if (!states.contains(String.valueOf(job.get(0)))) {
            faults.add(trio.queue + ", " + trio.poison + ": its job is " + job.get(0));
        } else if (hasReason
                && !"completed".equals(job.get(0))
                && String.valueOf(job.get(1)).length() < 5) {
            faults.add(trio.queue + ", " + trio.poison + ": no reason why its job is " + job.get(0));
        }
    }

    private static List<Long> good(List<Long> jobs, Trio trio) {
        return jobs.stream().filter(trio.good()::contains).toList();
    }

    private static List<Trio> join(List<Trio> some, List<Trio> others) {
        List<Trio> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** Lists, statistics and the view answer, and lists hold every job. */
    private void everybodyCanLook(List<Trio> trios) {
        for (Trio trio : trios) {
            step(
                    trio,
                    () -> expect(
                            trio,
                            "jobs that no list holds",
                            ring.session.numbers("""
                    select s.id
                    from unnest(?::bigint[]) j, awa.job_state(j) s
                    where not exists (select from awa.list_jobs(?, s.state) l where l.id = s.id)""", trio.all(), trio.queue),
                            List.of()));
            step(
                    trio,
                    () -> ring.session.run(
                            "select s.*, g.state, g.finalized_at from awa.queue_stats(?) s, awa.get_job(?) g",
                            trio.queue,
                            trio.bad));
        }
        for (String look : List.of(
                "select state, count(*), max(finalized_at) from awa.jobs group by state",
                "select * from awa.queue_stats()",
                "select * from awa.doctor()")) {
            try {
                ring.session.run(look);
            } catch (SQLException e) {
                faults.add(look + ": " + e.getSQLState() + " " + e.getMessage());
            }
        }
    }

    private void none() {
        assertThat(faults).isEmpty();
    }
}

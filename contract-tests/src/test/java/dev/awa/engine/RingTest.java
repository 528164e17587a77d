package dev.awa.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.contract.PgTapDatabase;
import dev.awa.testkit.AwaDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ring of segments while time passes: it turns, keeps what lives and what is promised, and gives back the rest. */
@Tag("sql")
class RingTest {

    private static final String[] LEDGER = {
        "ready",
        "claim",
        "outcome",
        "open_claim",
        "progress",
        "withdrawn",
        "unique_claim",
        "lane_count",
        "ended",
        "deferred"
    };

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.from(PgTapDatabase::create);

    private Ring ring;

    @BeforeEach
    void stopTheClock() throws SQLException {
        ring = Ring.of(database.get());
    }

    @AfterEach
    void close() throws SQLException {
        ring.close();
    }

    @Test
    void segmentsAreUsedInTurnAndTheirSpaceIsGivenBack() throws Exception {
        List<Long> segments = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        for (int turn = 0; turn < 24; turn++) {
            segments.add(ring.current());
            ring.work("default", 400);
            ring.pass(30);
            sizes.add(ring.session.number("""
                    select sum(pg_total_relation_size(oid)) from pg_class
                    where relnamespace = 'awa_store'::regnamespace and relkind = 'r' and relname ~ '_[0-3]$'"""));
            assertThat(ring.session.number("select count(*) from awa.jobs")).isLessThanOrEqualTo(1200);
        }
        assertThat(segments)
                .containsExactlyElementsOf(
                        LongStream.range(0, 24).map(n -> n % 4).boxed().toList());
        assertThat(sizes.subList(8, 24)).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(sizes.get(4)));
        assertThat(ring.session.number("select count(*) from awa_store.segment where opened_at is not null"))
                .isEqualTo(3);
    }

    @Test
    void whatIsDueLeavesNothingBehind() throws Exception {
        ring.session.run(
                "select from awa.configure('{\"keep_failed\": \"2 hours\", \"keep_cancelled\": \"2 hours\"}')");
        ring.session.run(
                "select from awa.configure_queue('long', '{\"create\": true, \"keep_completed\": \"3 hours\"}')");
        for (String queue : List.of("default", "other", "long")) {
            ring.work(queue, 20);
            long failed = ring.insert("queue => '" + queue + "', unique_by => '{\"key\": \"f" + queue + "\"}'");
            ring.session.run(
                    "select from awa.fail_jobs(?::uuid, ?, ?, '{oops}', final => true)",
                    ring.worker,
                    ring.claim(queue, 1),
                    List.of(failed));
            ring.session.run("select from awa.cancel_job(?)", ring.insert("queue => '" + queue + "'"));
            ring.session.run(
                    "select from awa.cancel_job(?)",
                    ring.insert("queue => '" + queue + "', unique_by => '{\"args\": true}'"));
            long kept = ring.insert(
                    "queue => '" + queue + "', unique_by => '{\"queue\": true, \"states\": [\"completed\"]}'");
            long claim = ring.claim(queue, 9);
            ring.session.run("select from awa.set_progress(?::uuid, ?, ?, 5)", ring.worker, claim, kept);
            ring.complete(claim, List.of(kept));
        }
        ring.pass(8 * 60);

        assertThat(ring.notEmpty(LEDGER)).isEmpty();
        assertThat(ring.session.number("select count(*) from awa_store.segment where opened_at is not null"))
                .isLessThanOrEqualTo(3);
    }

    @Test
    void anIdleRingTurnsWithoutWritingAnything() throws Exception {
        ring.pass(6 * 60);

        assertThat(ring.notEmpty(LEDGER)).isEmpty();
        assertThat(ring.session.rows("select distinct status from awa.doctor()"))
                .containsExactly(List.of("ok"));
    }

    @Test
    void aPausedQueueKeepsItsJobsAndTheirOrder() throws Exception {
        ring.session.run(
                "select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true, \"partitions\": 2}')");
        List<Long> jobs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            jobs.add(ring.insert("""
                    jsonb_build_object('n', %d), queue => 'slow', priority => %d, ordering_key => 'o%d', tags => '{t}',
                    metadata => '{"m": 1}', opts => '{"timeout": "5 min", "backoff": {"kind": "fixed", "base": "1 s"}}',
                    unique_by => '{"args": true}'""".formatted(i, 1 + i % 4, i % 5)));
            if (i % 10 == 9) {
                ring.pass(20);
            }
        }
        String query = "select j::text from awa.jobs j where queue = 'slow' order by id";
        List<List<String>> before = ring.session.rows(query);
        ring.await(0, "free");
        ring.pass(4 * 60);

        assertThat(ring.session.rows(query)).hasSameSizeAs(jobs).isEqualTo(before);
        assertThat(ring.session.value(
                        "select outcome from awa.insert_job('k', '{\"n\": 7}', unique_by => '{\"args\": true}')"))
                .isEqualTo("existing");
        ring.session.run("select from awa.configure_queue('slow', '{\"paused\": false, \"aging\": \"100 years\"}')");
        assertThat(ring.session.rows("""
                        select count(*), bool_and(in_order), count(distinct id)
                        from (
                          select
                            id, (priority, id) > lag((priority, id)) over (partition by partition order by n) is not false as in_order
                          from (
                            select row_number() over () as n, * from awa.claim_jobs(?::uuid, 'slow', 1000)
                          ) c
                        ) c""", ring.worker)).containsExactly(List.of("40", "t", "40"));
        assertThat(ring.claimed("slow", 10)).isEmpty();
        assertThat(ring.session.rows("select distinct deadline_at - awa_store.clock() from awa_store.open_claim"))
                .containsExactly(List.of("00:05:00"));
    }

    @Test
    void whatWasWithdrawnIsNotCarriedAndWhatIsCarriedCanBeWithdrawn() throws Exception {
        ring.session.run("select from awa.configure('{\"keep_cancelled\": \"30 days\"}')");
        ring.session.run("select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true}')");
        long cancelledBefore = ring.insert("'1', queue => 'slow'");
        long cancelledAfter = ring.insert("'2', queue => 'slow', unique_by => '{\"key\": \"a\"}'");
        long replacedBefore = ring.insert("'3', queue => 'slow', unique_by => '{\"key\": \"b\"}'");
        long replacedAfter = ring.insert("'4', queue => 'slow', unique_by => '{\"key\": \"c\"}'");
        long deferred = ring.insert("'5', queue => 'slow', unique_by => '{\"key\": \"d\"}'");
        long segment = ring.current();
        ring.session.run("select from awa.cancel_job(?, 'early')", cancelledBefore);
        replace("b", "30", null);
        ring.await(segment, "free");

        assertThat(ring.notEmpty("withdrawn")).isEmpty();
        assertThat(ring.session.number("select count(*) from awa_store.ready")).isEqualTo(4);
        assertThat(ring.session.value(
                        "select outcome || ' ' || id from awa.cancel_by_unique_key('k', key => 'a', reason => 'late')"))
                .isEqualTo("cancelled " + cancelledAfter);
        assertThat(replace("c", "40", null)).isEqualTo("replaced available " + replacedAfter);
        assertThat(replace("d", "50", "10 hours")).isEqualTo("replaced scheduled " + deferred);
        ring.viewAndFunctionAgree();
        ring.pass(3 * 60);

        assertThat(ring.session.rows("select id, state, args, reason from awa.jobs order by id"))
                .containsExactly(
                        row(cancelledBefore, "cancelled", 1, "early"),
                        row(cancelledAfter, "cancelled", 2, "late"),
                        row(replacedBefore, "available", 30, null),
                        row(replacedAfter, "available", 40, null),
                        row(deferred, "scheduled", 50, null));
        ring.session.run("select from awa.configure_queue('slow', '{\"paused\": false}')");
        assertThat(ring.claimed("slow", 9)).containsExactly(replacedBefore, replacedAfter);
    }

    private String replace(String key, String args, String delay) throws SQLException {
        return ring.session.value("""
                select outcome || ' ' || state || ' ' || id
                from awa.insert_job(
                  'k', ?::jsonb, queue => 'slow', run_at => awa_store.clock() + ?::interval,
                  unique_by => jsonb_build_object('key', ?::text, 'on_conflict', 'replace'))""", args, delay, key);
    }

    private static List<String> row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(cell == null ? null : cell.toString());
        }
        return row;
    }

    @Test
    void aClaimThatOutlivesItsSegmentEndsAsAnyOther() throws Exception {
        ring.session.run("select from awa.configure('{\"keep_failed\": \"1 hour\", \"keep_cancelled\": \"1 hour\"}')");
        List<Long> jobs = ring.insertMany("default", 7);
        long expiring = ring.insert("queue => 'timed', opts => '{\"timeout\": \"4 hours\"}', max_attempts => 1");
        long segment = ring.current();
        long claim = ring.claim("default", 7);
        ring.claim("timed", 1);
        ring.complete(claim, jobs.subList(0, 1));
        ring.await(segment, "free");
        for (long job : jobs.subList(1, 7)) {
            assertThat(ring.state(job)).isEqualTo("running");
        }
        assertThat(ring.state(jobs.get(0))).isNull();

        assertThat(lost(claim, jobs.get(0))).isEqualTo("t");
        ring.session.run("select from awa.set_progress(?::uuid, ?, ?, 50)", ring.worker, claim, jobs.get(3));
        ring.session.run(
                "select from awa.complete_jobs(?::uuid, ?, ?, '[{\"r\": 1}]')", ring.worker, claim, jobs.subList(1, 2));
        ring.session.run(
                "select from awa.fail_jobs(?::uuid, ?, ?, '{oops}', final => true)",
                ring.worker,
                claim,
                jobs.subList(2, 3));
        ring.session.run(
                "select from awa.fail_jobs(?::uuid, ?, ?, '{oops}', '1 s')", ring.worker, claim, jobs.subList(3, 4));
        ring.session.run("select from awa.release_jobs(?::uuid, ?, ?)", ring.worker, claim, jobs.subList(4, 5));
        assertThat(ring.session.value("select state from awa.cancel_job(?)", jobs.get(5)))
                .isEqualTo("cancelled");
        ring.viewAndFunctionAgree();

        assertThat(ring.session.rows("""
                        select g.state, g.attempt, g.result, g.progress ->> 'percent'
                        from unnest(?::bigint[]) with ordinality j (id, n), awa.get_job(j.id) g order by j.n""", jobs))
                .containsExactly(
                        row("completed", 1, "{\"r\": 1}", null),
                        row("failed", 1, null, null),
                        row("retryable", 1, null, 50),
                        row("available", 0, null, null),
                        row("cancelled", 1, null, null),
                        row("running", 1, null, null));
        for (long job : jobs.subList(1, 6)) {
            assertThat(lost(claim, job)).isEqualTo("t");
        }
        ring.session.run("select from awa.deregister_worker(?::uuid)", ring.worker);
        assertThat(ring.state(jobs.get(6))).isEqualTo("retryable");
        assertThat(ring.state(expiring)).isEqualTo("failed");
        assertThat(ring.notEmpty("running_claim", "open_claim")).isEmpty();
    }

    private String lost(long claim, long job) throws SQLException {
        return ring.session.value(
                "select lost_ids = ? from awa.complete_jobs(?::uuid, ?, ?, opts => '{\"on_lost\": \"report\"}')",
                List.of(job),
                ring.worker,
                claim,
                List.of(job));
    }

    @Test
    void aClaimCarriedAgainAndAgainRunsOnceAndItsHistoryStaysForItsTime() throws Exception {
        List<Long> jobs = ring.insertMany("default", 3);
        long claim = ring.claim("default", 3);
        ring.pass(7 * 60);
        ring.complete(claim, jobs.subList(0, 2));
        ring.pass(55);
        assertThat(ring.state(jobs.get(0))).isEqualTo("completed");
        assertThat(ring.state(jobs.get(1))).isEqualTo("completed");
        ring.pass(5);
        assertThat(ring.state(jobs.get(0))).isNull();
        assertThat(ring.state(jobs.get(2))).isEqualTo("running");
        assertThat(ring.claimed("default", 9)).isEmpty();
        assertThat(ring.session.number("select count(*) from awa_store.running_claim"))
                .isEqualTo(1);
        ring.complete(claim, jobs.subList(2, 3));
        ring.pass(6 * 60);

        assertThat(ring.notEmpty(LEDGER)).isEmpty();
    }

    @Test
    void aCarriedClaimCountsInItsLimitUntilItIsSettled() throws Exception {
        ring.session.run("select from awa.put_limit('l', '{\"concurrency\": 2}')");
        ring.session.run("select from awa.configure_queue('default', '{\"create\": true, \"limits\": [\"l\"]}')");
        List<Long> jobs = ring.insertMany("default", 3);
        long claim = ring.claim("default", 3);
        ring.pass(3 * 60);
        assertThat(ring.claimed("default", 1)).isEmpty();
        ring.complete(claim, jobs.subList(0, 1));

        assertThat(ring.session.number("select open from awa.limits")).isEqualTo(1);
        assertThat(ring.claimed("default", 3)).containsExactly(jobs.get(2));
    }

    @Test
    void timeoutsAndDeadWorkersReachACarriedClaim() throws Exception {
        long expiring = ring.insert("queue => 'a', opts => '{\"timeout\": \"4 hours\"}'");
        long orphan = ring.insert("queue => 'b', max_attempts => 1");
        ring.claim("a", 1);
        String other = Ring.worker(ring.session);
        ring.session.run("select from awa.claim_jobs(?::uuid, 'b')", other);
        ring.pass(235);
        assertThat(ring.state(expiring)).isEqualTo("running");
        ring.pass(5);
        assertThat(ring.state(expiring)).isEqualTo("retryable");
        assertThat(ring.state(orphan)).isEqualTo("running");
        ring.pass(21 * 60);
        assertThat(ring.state(orphan)).isEqualTo("failed");
        assertThat(ring.claimed("b", 9)).isEmpty();
    }

    @Test
    void aJobThatRunsOnInANewSegmentKeepsNobodyAwake() throws Exception {
        ring.insert("queue => 'long'");
        ring.claim("long", 1);
        List<String> answers = new ArrayList<>();
        String pending = null;
        for (int turn = 0; turn < 12; turn++) {
            ring.pass(10);
            for (int call = 0; call < 2; call++) {
                List<String> answer = ring.session
                        .rows(
                                "select has_work, pending_after from awa.sleep_until_work(?::uuid, '{long}', ?)",
                                ring.worker,
                                pending)
                        .get(0);
                answers.add(String.valueOf(answer.get(0)));
                pending = answer.get(1);
            }
        }

        assertThat(answers).containsOnly("f");
    }

    @Test
    void aClaimSettledBeforeTheWatchHasPassedIsNotTakenForOpen() throws Exception {
        ring.session.run("select from awa.configure('{\"keep_completed\": \"2 s\"}')");
        ring.tick();
        List<Long> jobs = ring.insertMany("default", 2);
        long claim = ring.claim("default", 2);
        long segment = ring.current();
        for (int i = 0; i < 2; i++) {
            ring.advance("1 s");
            ring.tick();
            ring.tick();
        }
        assertThat(ring.segmentOf(jobs.get(0))).isNotEqualTo(segment);
        ring.complete(claim, jobs);

        assertThat(ring.notEmpty("running_claim")).isEmpty();
        ring.session.run("select from awa.deregister_worker(?::uuid)", ring.worker);
        for (int i = 0; i < 20; i++) {
            ring.advance("1 s");
            ring.tick();
            ring.tick();
            ring.viewAndFunctionAgree();
        }
        assertThat(ring.notEmpty(LEDGER)).isEmpty();
    }

    @Test
    void aJobThatWasRetriedDoesNotHoldTheSegmentOfItsOldEntry() throws Exception {
        long job = ring.insert("'{}'");
        long segment = ring.current();
        ring.session.run(
                "select from awa.fail_jobs(?::uuid, ?, ?, '{oops}', '40 min')",
                ring.worker,
                ring.claim("default", 1),
                List.of(job));
        ring.pass(45);
        long claim = ring.claim("default", 1);
        ring.await(segment, "free");

        ring.complete(claim, List.of(job));
        assertThat(ring.session.value("select attempt from awa.get_job(?)", job))
                .isEqualTo("2");
    }

    @Test
    void argsOfAJobThatGoesOnOutliveTheSegmentThatTheyLieIn() throws Exception {
        List<Long> jobs = new ArrayList<>();
        for (String name :
                List.of("failed", "snoozed", "released", "retried", "rescheduled", "completed", "plain", "moved")) {
            jobs.add(ring.insert("'{\"name\": \"" + name + "\"}', queue => '" + name + "'"));
        }
        long keyed = ring.insert("'{\"name\": \"keyed\"}', queue => 'keyed', opts => '{\"concurrency_key\": \"k\"}'");
        long blocked =
                ring.insert("'{\"name\": \"blocked\"}', queue => 'keyed', opts => '{\"concurrency_key\": \"k\"}'");
        long segment = ring.current();
        String fail = "select from awa.fail_jobs(?::uuid, ?, ?, '{oops}', ?::interval)";
        ring.session.run(fail, ring.worker, ring.claim("failed", 1), List.of(jobs.get(0)), "10 h");
        ring.session.run(
                "select from awa.snooze_job(?::uuid, ?, ?, '10 h')",
                ring.worker,
                ring.claim("snoozed", 1),
                jobs.get(1));
        ring.session.run(
                "select from awa.release_jobs(?::uuid, ?, ?)",
                ring.worker,
                ring.claim("released", 1),
                List.of(jobs.get(2)));
        for (int i = 3; i < 6; i++) {
            String queue = List.of("retried", "rescheduled", "completed").get(i - 3);
            ring.session.run(fail, ring.worker, ring.claim(queue, 1), List.of(jobs.get(i)), "0 s");
        }
        ring.session.run(fail, ring.worker, ring.claim("retried", 1), List.of(jobs.get(3)), "10 h");
        ring.session.run(
                "select from awa.reschedule_job(?, run_at => awa_store.clock() + interval '10 h', args => '{\"name\": \"new\"}')",
                jobs.get(4));
        ring.session.run(
                "select from awa.reschedule_job(?, run_at => awa_store.clock() + interval '10 h')", jobs.get(7));
        ring.pass(45);
        assertThat(ring.claimed("keyed", 10)).containsExactly(keyed);
        assertThat(ring.state(blocked)).isEqualTo("blocked");
        ring.pass(60);
        ring.complete(ring.claim("completed", 1), List.of(jobs.get(5)));
        assertThat(ring.phase(segment)).isEqualTo("drained");

        ring.await(segment, "free");

        String names = "select string_agg(args ->> 'name', ' ' order by id) from awa.jobs";
        String expected = "failed snoozed released retried new completed plain moved keyed blocked";
        assertThat(ring.session.value(names)).isEqualTo(expected);
        assertThat(ring.session.value(
                        "select string_agg(g.args ->> 'name', ' ' order by n) from unnest(?::bigint[]) with ordinality j (id, n),"
                                + " awa.get_job(j.id) g",
                        jobs))
                .isEqualTo("failed snoozed released retried new completed plain moved");
        // and again, with what was carried already
        ring.pass(4 * 60);
        assertThat(ring.session.value(names)).isEqualTo(expected.replace("completed ", ""));
        ring.pass(6 * 60);
        assertThat(ring.session.value("""
                        select string_agg(c.args ->> 'name', ' ' order by c.id)
                        from unnest('{failed,snoozed,released,retried,rescheduled,plain,moved}'::text[]) q,
                          awa.claim_jobs(?::uuid, q) c""", ring.worker)).isEqualTo("failed snoozed released retried new plain moved");
    }

    @Test
    void aCarriedAttemptIsNotTakenForTheNextOne() throws Exception {
        long job = ring.insert("'{}'");
        long first = ring.claim("default", 1);
        ring.pass(65);
        ring.session.run("select from awa.fail_jobs(?::uuid, ?, ?, '{oops}', '1 s')", ring.worker, first, List.of(job));
        ring.pass(5);
        long second = ring.claim("default", 1);
        assertThat(ring.session.number(
                        "select count(*) from awa_store.claim where lane is null and claim_id = ?", first))
                .isEqualTo(1);
        assertThat(ring.state(job)).isEqualTo("running");
        ring.complete(second, List.of(job));
        assertThat(ring.session.value("select state || ' ' || attempt from awa.get_job(?)", job))
                .isEqualTo("completed 2");
    }

    @Test
    void aQueueThatKeepsLongerHasItsResultsWhateverSegmentsTheyWereIn() throws Exception {
        ring.session.run(
                "select from awa.configure_queue('long', '{\"create\": true, \"keep_completed\": \"5 days\"}')");
        long early = ring.insert("'1', queue => 'long', unique_by => '{\"key\": \"k\", \"states\": [\"completed\"]}'");
        ring.pass(25);
        // claimed in the next segment, and settled there after its entry was carried on
        long straddling = ring.insert("'2', queue => 'long'");
        ring.session.run(
                "select from awa.complete_jobs(?::uuid, ?, ?, '[{\"r\": 1}]')",
                ring.worker,
                ring.claim("long", 1),
                List.of(early));
        long segment = ring.current();
        ring.pass(10);
        long claim = ring.claim("long", 1);
        ring.pass(40);
        assertThat(ring.segmentOf(straddling)).isNotEqualTo(segment);
        ring.session.run(
                "select from awa.complete_jobs(?::uuid, ?, ?, '[{\"r\": 2}]')",
                ring.worker,
                claim,
                List.of(straddling));
        String query = "select g::text from awa.get_job(?) g";
        List<List<String>> before = List.of(
                ring.session.rows(query, early).get(0),
                ring.session.rows(query, straddling).get(0));
        ring.pass(6 * 60);

        assertThat(ring.notEmpty("ready", "claim", "outcome")).isEmpty();
        assertThat(ring.session.rows(query, early)).containsExactly(before.get(0));
        assertThat(ring.session.rows(query, straddling)).containsExactly(before.get(1));
        assertThat(ring.session.value("""
                        select outcome || ' ' || state || ' ' || id from awa.insert_job('k', unique_by => '{"key": "k"}')""")).isEqualTo("existing completed " + early);
    }

    @Test
    void aLaneWhoseCursorLiesInATruncatedSegmentHandsOutNothingTwice() throws Exception {
        List<Long> jobs = ring.insertMany("default", 4);
        long segment = ring.current();
        long claim = ring.claim("default", 4);
        ring.complete(claim, jobs.subList(0, 2));
        // nothing is claimed from the lane any more; two of its entries are carried on while they run
        ring.await(segment, "free");
        assertThat(ring.session.number(
                        "select count(*) from awa_store.claim where lane is not null and job_ids = '{}'"))
                .isEqualTo(1);
        ring.complete(claim, jobs.subList(2, 4));
        long next = ring.insert("'{}'");

        assertThat(ring.claimed("default", 9)).containsExactly(next);
        assertThat(ring.claimed("default", 9)).isEmpty();
        ring.pass(6 * 60);
        assertThat(ring.state(next)).isEqualTo("running");
        assertThat(ring.claimed("default", 9)).isEmpty();
    }

    @Test
    void aJobThatWasForgottenDoesNotReappearFromTheLedger() throws Exception {
        ring.session.run("select from awa.configure('{\"keep_failed\": \"5 min\", \"keep_cancelled\": \"5 min\"}')");
        ring.session.run("select from awa.configure_queue('slow', '{\"create\": true, \"paused\": true}')");
        long failed = ring.insert("'{}'");
        long claim = ring.claim("default", 1);
        ring.session.run(
                "select from awa.fail_jobs(?::uuid, ?, ?, '{oops}', final => true)",
                ring.worker,
                claim,
                List.of(failed));
        long running = ring.insert("'{}'");
        ring.claim("default", 1);
        ring.session.run("select from awa.cancel_job(?)", running);
        long waiting = ring.insert("queue => 'slow'");
        ring.session.run("select from awa.cancel_job(?)", waiting);
        assertThat(List.of(ring.state(failed), ring.state(running), ring.state(waiting)))
                .containsExactly("failed", "cancelled", "cancelled");
        ring.pass(5);

        for (long job : List.of(failed, running, waiting)) {
            assertThat(ring.state(job)).isNull();
            assertThat(ring.session.value("select outcome from awa.cancel_job(?)", job))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void aClaimPutUnderWatchAsItWasSettledIsForgottenWithItsSegment() throws Exception {
        List<Long> jobs = ring.work("default", 1);
        long segment = ring.current();
        ring.session.run("""
                insert into awa_store.open_claim (claim_id, worker_id, claimed_at, segment)
                select claim_id, worker_id, claimed_at, segment from awa_store.claim where job_ids = ?""", jobs);
        ring.session.run("update awa_store.watch set next_at = 'infinity'");
        ring.await(segment, "free");

        assertThat(ring.notEmpty("open_claim")).isEmpty();
    }

    @Test
    void countsOfLongLanesDoNotOutliveTheirCursor() throws Exception {
        List<Long> jobs = ring.work("default", 50);
        ring.insertMany("default", 30);
        ring.session.run("select from awa_store.count_long_lanes(10)");
        ring.complete(
                ring.claim("default", 30), ring.session.numbers("select id from awa.jobs where state = 'running'"));
        assertThat(jobs).hasSize(50);
        ring.pass(5 * 60);
        ring.insertMany("default", 5);

        assertThat(ring.session.number("select available from awa.queue_stats('default')"))
                .isEqualTo(5);
    }
}

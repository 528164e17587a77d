package dev.awa.contract.race;

import static org.assertj.core.api.Assertions.assertThat;

import dev.awa.testkit.accounting.Session;
import dev.awa.testkit.accounting.Session.Running;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of equal keys one holds, whatever happens to the holder meanwhile. */
class UniqueRaceTest extends RaceTest {

    private static final String INSERT =
            "select outcome, state from awa.insert_job('x', queue => ?, unique_by => '{\"key\": \"k\"}')";
    private static final String CLAIM = "select claim_id, id from awa.claim_jobs(worker('a'))";
    private static final String COMPLETE = "select settled from awa.complete_jobs(worker('a'), ?, array[?])";

    private static final String TICK = "select jobs_rescued from awa.tick()";

    @Test
    void aSecondInsertWaitsForTheFirstAndMeetsIt() throws Exception {
        first.begin();
        assertThat(first.row(INSERT, "default")).isEqualTo("inserted|available");

        Running insert = second.startAndBlock(INSERT, "default");
        first.commit();

        assertThat(insert.rows()).containsExactly("existing|available");
        assertThat(first.row("select count(*) from awa.jobs")).isEqualTo("1");
    }

    @Test
    void aSecondInsertTakesTheKeyWhenTheFirstRollsBack() throws Exception {
        first.begin();
        assertThat(first.row(INSERT, "default")).isEqualTo("inserted|available");

        Running insert = second.startAndBlock(INSERT, "default");
        first.rollback();

        assertThat(insert.rows()).containsExactly("inserted|available");
        assertThat(first.row("select count(*) from awa.jobs")).isEqualTo("1");
    }

    @Test
    void anInsertWhileTheHolderEndsMeetsItOrFollowsItButIsNeverLost() throws Exception {
        long[] held = heldByARunningJob();
        first.begin();
        first.row(COMPLETE, held[0], held[1]);

        Running insert = second.start(INSERT, "default");
        // it may wait for the end of the holder, or see it running still: both are true at some instant
        first.commit();
        String answer = insert.rows().get(0);

        assertThat(answer).isIn("inserted|available", "existing|running");
        assertThat(second.row(INSERT, "default"))
                .isEqualTo(answer.startsWith("inserted") ? "existing|available" : "inserted|available");
    }

    @Test
    void theEndOfTheHolderThatRollsBackLeavesItHolding() throws Exception {
        long[] held = heldByARunningJob();
        first.begin();
        first.row(COMPLETE, held[0], held[1]);

        Running insert = second.start(INSERT, "default");
        first.rollback();

        assertThat(insert.rows()).containsExactly("existing|running");
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|running");
    }

    @Test
    void afterTheEndOfTheHolderTheKeyIsFree() throws Exception {
        long[] held = heldByARunningJob();
        first.row(COMPLETE, held[0], held[1]);

        assertThat(second.row(INSERT, "default")).isEqualTo("inserted|available");
    }

    @Test
    void aHolderThatIsBeingClaimedIsMetAsItWas() throws Exception {
        first.run("select worker('a')");
        assertThat(first.row(INSERT, "default")).isEqualTo("inserted|available");
        first.begin();
        first.row(CLAIM);
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|available");
        first.rollback();
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|available");
        first.begin();
        first.row(CLAIM);
        first.commit();
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|running");
    }

    @Test
    void aKeyThatEndsWithTheClaimIsFreeOnceTheClaimIsCommitted() throws Exception {
        String waitingOnly =
                "select outcome from awa.insert_job('x', unique_by => '{\"key\": \"k\", \"states\": [\"available\"]}')";
        first.run("select worker('a')");
        assertThat(first.row(waitingOnly)).isEqualTo("inserted");
        first.begin();
        first.row(CLAIM);
        assertThat(second.row(waitingOnly)).isEqualTo("existing");
        first.commit();
        assertThat(second.row(waitingOnly)).isEqualTo("inserted");
    }

    @Test
    void aHolderThatIsBeingRescuedIsMetAsItWas() throws Exception {
        heldByARunningJob();
        first.run("select advance_clock('1 min')");
        first.begin();
        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|running");
        first.rollback();
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|running");
        assertThat(first.row(TICK)).isEqualTo("1");
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|retryable");
    }

    @Test
    void aRescueThatEndsTheHolderFreesTheKeyIfItCommits() throws Exception {
        for (boolean commits : new boolean[] {false, true}) {
            String last = "select outcome, state from awa.insert_job('x', queue => ?, max_attempts => 1,"
                    + " unique_by => '{\"key\": \"k\"}')";
            if (!commits) {
                assertThat(first.row(last, "default")).isEqualTo("inserted|available");
                first.row(CLAIM);
                first.run("select advance_clock('1 min')");
            }
            first.begin();
            assertThat(first.row(TICK)).isEqualTo("1");
            Running insert = second.start(INSERT, "default");
            // it may wait for the end of the holder, or see it running still: both are true at some instant
            if (commits) {
                first.commit();
                assertThat(insert.rows().get(0)).isIn("inserted|available", "existing|running");
                second.row(INSERT, "default");
                assertThat(second.row(INSERT, "default")).isEqualTo("existing|available");
            } else {
                first.rollback();
                assertThat(insert.rows()).containsExactly("existing|running");
            }
        }
    }

    @Test
    void settlingTheHolderDoesNotWaitForAnInsertOfItsKey() throws Exception {
        long[] held = heldByARunningJob();
        second.begin();
        assertThat(second.row(INSERT, "default")).isEqualTo("existing|running");

        assertThat(first.row(COMPLETE, held[0], held[1])).isEqualTo("1");
        second.commit();
    }

    @Test
    void theNewHolderIsNotFreedByTheLateEndOfTheOldOne() throws Exception {
        String waitingOnly =
                "select id, outcome from awa.insert_job('x', unique_by => '{\"key\": \"k\", \"states\": [\"available\"]}')";
        first.row(waitingOnly);
        String[] claimed = first.row(CLAIM).split("\\|");
        String holder = second.row(waitingOnly);
        assertThat(holder).endsWith("|inserted");

        first.row(COMPLETE, Long.parseLong(claimed[0]), Long.parseLong(claimed[1]));

        assertThat(second.row(waitingOnly)).isEqualTo(holder.replace("inserted", "existing"));
    }

    @Test
    void twoBatchesWithTheSameKeysInOppositeOrderDoNotDeadlock() throws Exception {
        String batch = """
                select count(*) filter (where outcome = 'inserted') from awa.insert_jobs((
                  select jsonb_agg(jsonb_build_object('kind', 'x', 'unique_by', jsonb_build_object('key', n::text)) order by n * ?)
                  from generate_series(1, 200) n))
                """;
        first.begin();
        assertThat(first.row(batch, 1)).isEqualTo("200");

        Running other = second.startAndBlock(batch, -1);
        first.commit();

        assertThat(other.rows()).containsExactly("0");
        assertThat(first.row("select count(*) from awa.jobs")).isEqualTo("200");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("batchesThatMeet")
    void batchesThatMeetOverTheirKeysInOppositeOrderDoNotDeadlock(
            String name, List<String> before, String one, String other) throws Exception {
        first.run("set deadlock_timeout = '20 ms'");
        second.run("set deadlock_timeout = '20 ms'");
        first.run("select worker('a')");
        first.run("select from awa.insert_job('parent', queue => 'parents')");
        for (int round = 0; round < 3; round++) {
            for (String sql : before) {
                first.run(sql.replace("ROUND", String.valueOf(round)));
            }
            Running ascending = first.start(one.replace("ROUND", String.valueOf(round)));
            Running descending = second.start(other.replace("ROUND", String.valueOf(round)));

            assertThat(ascending.rows()).containsExactly("300");
            assertThat(descending.rows()).containsExactly("300");
        }
    }

    static List<Arguments> batchesThatMeet() {
        String free = "{'key': 'ROUND'}";
        String replaced = "{'key': '', 'on_conflict': 'replace'}";
        String availableOnly = "{'key': '', 'states': ['available']}";
        String claimAll = "select from awa.claim_jobs(worker('a'), max_jobs => 10000)";
        String scheduled = "'{\"run_at\": \"2099-01-01T00:00:00Z\"}'";
        String trace = "'{\"opts\": {\"traceparent\": \"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\"}}'";
        // goes one by one
        String parents = "case when n = 150 then jsonb_build_object('unique_by', null, 'opts', jsonb_build_object("
                + "'parents', (select jsonb_agg(id) from awa.jobs where queue = 'parents'))) else '{}' end";
        return List.of(
                Arguments.of("free keys", List.of(), batch("n", free, "'{}'"), batch("-n", free, "'{}'")),
                Arguments.of("free keys, traced", List.of(), batch("n", free, trace), batch("-n", free, trace)),
                Arguments.of("free keys, one by one", List.of(), batch("n", free, parents), batch("-n", free, parents)),
                Arguments.of(
                        "free keys, one of them one by one",
                        List.of(),
                        batch("n", free, "'{}'"),
                        batch("-n", free, parents)),
                Arguments.of(
                        "scheduled holders are replaced",
                        List.of(batch("n", replaced, scheduled)),
                        batch("n", replaced, scheduled),
                        batch("-n", replaced, scheduled)),
                Arguments.of(
                        "available holders are replaced, by one of them one by one",
                        List.of(batch("n", replaced, "'{}'")),
                        batch("n", replaced, parents),
                        batch("-n", replaced, "'{}'")),
                Arguments.of(
                        "half of the keys are held",
                        List.of(batch("n", "{'key': 'ROUND', 'on_conflict': 'replace'}", scheduled)
                                .replace("(1, 300)", "(1, 300, 2)")),
                        batch("n", "{'key': 'ROUND', 'on_conflict': 'keep_earliest'}", scheduled),
                        batch("-n", "{'key': 'ROUND', 'on_conflict': 'replace'}", scheduled + " || " + parents)),
                Arguments.of(
                        "keys of running jobs are taken over",
                        List.of(batch("n", availableOnly, "'{}'"), claimAll),
                        batch("n", availableOnly, "'{}'"),
                        batch("-n", availableOnly, "'{}'")),
                Arguments.of(
                        "keys of running jobs are taken over, by one of them one by one",
                        List.of(batch("n", availableOnly, "'{}'"), claimAll),
                        batch("n", availableOnly, "'{}'"),
                        batch("-n", availableOnly, parents)));
    }

    /** Inserts 300 jobs in the given order; the key of each begins as the given one. */
    private static String batch(String order, String uniqueBy, String more) {
        String by = uniqueBy.replace('\'', '"');
        return """
                select count(*) from awa.insert_jobs((
                  select jsonb_agg(jsonb_build_object(
                      'kind', 'x', 'unique_by', '%1$s'::jsonb || jsonb_build_object('key', '%1$s'::jsonb ->> 'key' || '-' || n))
                    || %2$s order by %3$s)
                  from generate_series(1, 300) n))
                """.formatted(by, more, order);
    }

    @Test
    void aBatchThatHasGreaterKeysDoesNotWaitForAHeldOne() throws Exception {
        first.run("select from awa.insert_job('parent', queue => 'parents')");
        first.run("select from awa.insert_job('x', run_at => '2099-01-01Z', unique_by => '{\"key_hex\": \"01\"}')");
        String both = """
                select outcome from awa.insert_jobs(jsonb_build_array(
                  '{"kind": "x", "run_at": "2099-01-01T00:00:00Z", "unique_by": {"key_hex": "01", "on_conflict": "replace"}}'::jsonb,
                  '{"kind": "x", "unique_by": {"key_hex": "02"}}'::jsonb))
                """;
        String oneByOne = both.replace(
                "{\"key_hex\": \"02\"}}'::jsonb",
                "{\"key_hex\": \"02\"}}'::jsonb || jsonb_build_object('opts', jsonb_build_object('parents',"
                        + " (select jsonb_agg(id) from awa.jobs where queue = 'parents')))");
        Session holder = session();
        holder.begin();
        holder.run("select from awa.reschedule_job(unique_key => '\\x01', priority => 1)");

        Running one = first.startAndBlock(oneByOne);
        Running other = second.startAndBlock(both);
        holder.commit();

        assertThat(one.rows().get(0)).isEqualTo("replaced");
        assertThat(other.rows().get(0)).isEqualTo("replaced");
        assertThat(first.row("select count(*) from awa.jobs where unique_key = '\\x02'"))
                .isEqualTo("1");
    }

    @Test
    void aBatchWaitsForWhoIsReplacingAJobBeforeItTakesTheRowOfOneThatWasPutOff() throws Exception {
        String both = """
                select outcome from awa.insert_jobs('[
                  {"kind": "x", "queue": "a", "unique_by": {"key_hex": "01", "on_conflict": "replace"}},
                  {"kind": "x", "queue": "b", "unique_by": {"key_hex": "02", "on_conflict": "replace"}}]')
                """;
        assertThat(first.texts(both)).containsExactly("inserted", "inserted");
        first.begin();
        assertThat(first.texts(both)).containsExactly("replaced", "replaced");
        assertThat(session().texts("select id from awa.claim_jobs(worker('a'), 'a')"))
                .isEmpty();

        Running other = second.startAndBlock(both);
        first.commit();

        assertThat(other.rows()).containsExactly("replaced", "replaced");
    }

    @Test
    void aReplacementCountsWhoeverClaimsMeanwhile() throws Exception {
        String replace =
                "select outcome from awa.insert_job('x', args => ?::jsonb, unique_by => '{\"key\": \"k\", \"on_conflict\": \"replace\"}')";
        assertThat(first.row(replace, "1")).isEqualTo("inserted");
        second.begin();
        assertThat(second.row(replace, "2")).isEqualTo("replaced");
        assertThat(first.texts("select args from awa.claim_jobs(worker('a'))")).isEmpty();

        second.commit();

        assertThat(first.row("select args from awa.claim_jobs(worker('a'))")).isEqualTo("2");
        assertThat(first.row("select count(*), min(state), min(args::text) from awa.jobs"))
                .isEqualTo("1|running|2");
        assertThat(second.row(replace, "2")).isEqualTo("existing");
    }

    @Test
    void aKeyWhoseHolderEndedWhileAnotherTookItInVainIsGivenUpByTick() throws Exception {
        String waitingOnly =
                "select outcome from awa.insert_job('x', unique_by => '{\"key\": \"k\", \"states\": [\"available\"]}')";
        assertThat(first.row(waitingOnly)).isEqualTo("inserted");
        String[] claimed = first.row(CLAIM).split("\\|");
        second.begin();
        assertThat(second.row(waitingOnly)).isEqualTo("inserted");
        first.row(COMPLETE, Long.parseLong(claimed[0]), Long.parseLong(claimed[1]));
        second.rollback();
        assertThat(first.row("select count(*) from awa_store.unique_claim")).isEqualTo("1");

        first.run("select from awa.tick()");

        assertThat(first.row("select count(*) from awa_store.unique_claim")).isEqualTo("0");
    }

    @Test
    void cancellingByKeySeesAHolderOnceItIsCommitted() throws Exception {
        first.begin();
        first.row(INSERT, "default");
        // it holds nobody up: what is not committed is not there
        assertThat(second.row("select outcome from awa.cancel_by_unique_key('x', key => 'k')"))
                .isEqualTo("not_found");
        first.commit();

        assertThat(second.row("select outcome from awa.cancel_by_unique_key('x', key => 'k')"))
                .isEqualTo("cancelled");
    }

    private long[] heldByARunningJob() throws Exception {
        assertThat(first.row(INSERT, "default")).isEqualTo("inserted|available");
        String[] claimed = first.row(CLAIM).split("\\|");
        return new long[] {Long.parseLong(claimed[0]), Long.parseLong(claimed[1])};
    }
}

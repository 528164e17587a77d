package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AwaClientTest {

    private static final Instant FUTURE = Instant.parse("2126-03-04T05:06:07.123456Z");

    @RegisterExtension
    static final AwaDatabase database = AwaDatabase.create();

    private AwaClient awa;

    @BeforeEach
    void createClient() {
        awa = AwaClient.create(database.get().dataSource());
    }

    @Test
    void insertedJobHasTheDefaultsOfTheDatabase() {
        InsertResult result = awa.insert(SendEmail.KIND, new SendEmail("a@example.com", "hi"));

        assertThat(result.outcome()).isEqualTo(InsertOutcome.INSERTED);
        assertThat(result.inserted()).isTrue();
        assertThat(result.state()).isEqualTo(JobState.AVAILABLE);
        assertThat(result.queue()).isEqualTo("default");
        assertThat(result.partition()).isZero();
        assertThat(result.uniqueKey()).isNull();
        Job job = awa.getJob(result.id()).orElseThrow();
        assertThat(job.id()).isEqualTo(result.id());
        assertThat(job.kind()).isEqualTo("send_email");
        assertThat(job.queue()).isEqualTo("default");
        assertThat(job.priority()).isEqualTo(2);
        assertThat(job.state()).isEqualTo(JobState.AVAILABLE);
        assertThat(job.attempt()).isZero();
        assertThat(job.maxAttempts()).isEqualTo(25);
        assertThat(job.runAt()).isEqualTo(result.dueAt()).isEqualTo(job.createdAt());
        assertThat(JsonCodec.standard().decode(job.args(), SendEmail.class))
                .isEqualTo(new SendEmail("a@example.com", "hi"));
        assertThat(job.metadata()).isEqualTo("{}");
        assertThat(job.tags()).isEmpty();
        assertThat(job.failures()).isEmpty();
        assertThat(List.of(job.attemptedAt() == null, job.finalizedAt() == null, job.workerId() == null))
                .containsOnly(true);
        assertThat(job.progress()).isNull();
        assertThat(job.result()).isNull();
        assertThat(job.reason()).isNull();
        assertThat(job.orderingKey()).isNull();
    }

    @Test
    void everyOptionReachesTheJob() {
        InsertResult result = awa.insert(
                SendEmail.KIND,
                new SendEmail("b@example.com", "ho"),
                o -> o.queue("email")
                        .priority(1)
                        .runAt(FUTURE)
                        .maxAttempts(3)
                        .uniqueByKey("every option")
                        .orderingKey("customer 7")
                        .tags("one", "two \"quoted\", {braced}")
                        .metadata(Map.of("tenant", "t1"))
                        .timeout(Duration.ofSeconds(90))
                        .backoff(Backoff.linear(Duration.ofMillis(1500), Duration.ofMinutes(2))
                                .withJitter(0)));

        assertThat(result.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(result.queue()).isEqualTo("email");
        assertThat(result.dueAt()).isEqualTo(FUTURE);
        Job job = awa.getJob(result.id()).orElseThrow();
        assertThat(job.queue()).isEqualTo("email");
        assertThat(job.priority()).isEqualTo(1);
        assertThat(job.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(job.runAt()).isEqualTo(FUTURE);
        assertThat(job.maxAttempts()).isEqualTo(3);
        assertThat(job.uniqueKey()).isEqualTo(result.uniqueKey()).isNotNull();
        assertThat(job.orderingKey()).isEqualTo("customer 7");
        assertThat(job.tags()).containsExactly("one", "two \"quoted\", {braced}");
        assertThat(job.metadata()).isEqualTo("{\"tenant\": \"t1\"}");
        assertThat(storedOptions(result.id()))
                .isEqualTo("90|{\"max\": 120, \"base\": 1.5, \"kind\": \"linear\", \"jitter\": 0}");
    }

    private static String storedOptions(long id) {
        return database.get()
                .value(
                        "select options ->> 'timeout' || '|' || (options ->> 'backoff') from awa_store.deferred where job_id = ?",
                        id);
    }

    @Test
    void batchKeepsItsOrderAndEachJobItsOptions() {
        List<NewJob> jobs = List.of(
                NewJob.of(
                        SendEmail.KIND,
                        new SendEmail("1", "first"),
                        o -> o.queue("q1").runAt(FUTURE)),
                NewJob.of(
                        JobKind.of("raw_kind", Map.class),
                        Map.of("n", 2),
                        o -> o.priority(4).tags("t").metadata(Map.of("m", 1))),
                NewJob.of(
                        SendEmail.KIND,
                        new SendEmail("3", "third \"quoted\" \\ \n ü"),
                        o -> o.maxAttempts(2)
                                .orderingKey("k\t\"")
                                .uniqueBy(UniqueBy.args("to").andQueue().within(Duration.ofHours(1)))
                                .timeout(Duration.ofMinutes(1))
                                .backoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofHours(1)))));

        List<InsertResult> results = awa.insertJobs(jobs);

        assertThat(results).extracting(InsertResult::queue).containsExactly("q1", "default", "default");
        assertThat(results)
                .extracting(InsertResult::state)
                .containsExactly(JobState.SCHEDULED, JobState.AVAILABLE, JobState.AVAILABLE);
        Job second = awa.getJob(results.get(1).id()).orElseThrow();
        assertThat(second.kind()).isEqualTo("raw_kind");
        assertThat(second.args()).isEqualTo("{\"n\": 2}");
        assertThat(second.priority()).isEqualTo(4);
        assertThat(second.tags()).containsExactly("t");
        assertThat(second.metadata()).isEqualTo("{\"m\": 1}");
        Job third = awa.getJob(results.get(2).id()).orElseThrow();
        assertThat(JsonCodec.standard().decode(third.args(), SendEmail.class))
                .isEqualTo(new SendEmail("3", "third \"quoted\" \\ \n ü"));
        assertThat(third.orderingKey()).isEqualTo("k\t\"");
        assertThat(third.maxAttempts()).isEqualTo(2);
        assertThat(third.uniqueKey()).isEqualTo(results.get(2).uniqueKey()).isNotNull();
    }

    @Test
    void aJobStartsUnderLimitsOfItsKeys() {
        database.get().run("select from awa.put_limit('api', '{\"concurrency\": 3}')");
        database.get().run("select from awa.put_limit('memory', '{\"concurrency\": 64}')");

        long id = awa.insert(
                        SendEmail.KIND,
                        new SendEmail("1", "first"),
                        o -> o.limit("memory", "host \"1\"", 8).limit("api", "customer:7"))
                .id();

        assertThat(database.get().value("select options from awa.jobs where id = " + id))
                .isEqualTo("{\"limits\": [{\"key\": \"customer:7\", \"name\": \"api\"},"
                        + " {\"key\": \"host \\\"1\\\"\", \"name\": \"memory\", \"weight\": 8}]}");
    }

    @Test
    void aJobWaitsForSomeOfItsParentsAndNotForever() {
        long parent = awa.insert(SendEmail.KIND, new SendEmail("1", "first"), o -> o.runAt(FUTURE))
                .id();
        long other = awa.insert(SendEmail.KIND, new SendEmail("2", "second"), o -> o.runAt(FUTURE))
                .id();

        InsertResult child = awa.insert(
                SendEmail.KIND,
                new SendEmail("3", "third"),
                o -> o.parents(parent, other).parentsNeeded(1).parentsTimeout(Duration.ofHours(1)));

        assertThat(child.state()).isEqualTo(JobState.PENDING);
        assertThat(database.get().value("select details ->> 'parents_needed' from awa.get_job(" + child.id() + ")"))
                .isEqualTo("1");
        assertThat(database.get()
                        .value("select details ->> 'parents_until' is not null from awa.get_job(" + child.id() + ")"))
                .isEqualTo("t");
    }

    @Test
    void manyJobsGoInOneStatement() {
        List<SendEmail> emails = IntStream.range(0, 1000)
                .mapToObj(i -> new SendEmail(i + "@example.com", "bulk"))
                .toList();

        List<InsertResult> results = awa.insertAll(SendEmail.KIND, emails, o -> o.queue("bulk"));

        assertThat(results).hasSize(1000).extracting(InsertResult::queue).containsOnly("bulk");
        assertThat(awa.getJob(results.get(777).id()).orElseThrow().args()).contains("\"777@example.com\"");
        // all of them have the clock of one statement
        assertThat(results)
                .extracting(InsertResult::dueAt)
                .containsOnly(results.get(0).dueAt());
    }

    @Test
    void manyOfOneKindComeBackAsIdsInTheirOrder() {
        List<SendEmail> emails = IntStream.range(0, 1000)
                .mapToObj(i -> new SendEmail(i + "@example.com", "hi"))
                .toList();

        List<Long> ids = awa.insertMany(
                SendEmail.KIND,
                emails,
                o -> o.queue("many").orderingKey("k").priority(1).timeout(Duration.ofMinutes(5)));

        assertThat(ids).hasSize(1000).doesNotHaveDuplicates();
        Job job = awa.getJob(ids.get(777)).orElseThrow();
        assertThat(job.args()).contains("\"777@example.com\"");
        assertThat(job.queue()).isEqualTo("many");
        assertThat(job.orderingKey()).isEqualTo("k");
        assertThat(job.priority()).isEqualTo(1);
    }

    @Test
    void manyAreNotUnique() {
        assertThatThrownBy(() ->
                        awa.insertMany(SendEmail.KIND, List.of(new SendEmail("a", "b")), InsertOptions::uniqueByArgs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unique key");
    }

    @Test
    void emptyBatchInsertsNothing() {
        assertThat(awa.insertAll(SendEmail.KIND, List.of())).isEmpty();
        assertThat(awa.insertMany(SendEmail.KIND, List.of())).isEmpty();
    }

    @Test
    void oneBadJobOfABatchInsertsNone() {
        assertThatThrownBy(() -> awa.insertJobs(List.of(
                        NewJob.of(SendEmail.KIND, new SendEmail("a", "b"), o -> o.queue("all or none")),
                        NewJob.of(SendEmail.KIND, new SendEmail("c", "d"), o -> o.priority(9)))))
                .isInstanceOf(AwaException.InvalidArgument.class)
                .hasMessageContaining("job 2")
                .hasMessageContaining("9");
        assertThat(database.get().value("select count(*) from awa.jobs where queue = 'all or none'"))
                .isEqualTo("0");
    }

    @Test
    void heldKeyGivesItsHolderBack() {
        SendEmail email = new SendEmail("unique@example.com", "hi");
        InsertResult first = awa.insert(SendEmail.KIND, email, InsertOptions::uniqueByArgs);

        InsertResult second = awa.insert(SendEmail.KIND, email, InsertOptions::uniqueByArgs);

        assertThat(second.outcome()).isEqualTo(InsertOutcome.EXISTING);
        assertThat(second.inserted()).isFalse();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.uniqueKey()).isEqualTo(first.uniqueKey());
    }

    @Test
    void conflictIsResolvedAsAsked() {
        UniqueBy by = UniqueBy.key("resolve");
        InsertResult first = awa.insert(
                SendEmail.KIND, new SendEmail("1", "old"), o -> o.uniqueBy(by).runAt(FUTURE));

        InsertResult replaced = awa.insert(
                SendEmail.KIND,
                new SendEmail("1", "new"),
                o -> o.uniqueBy(by.onConflict(OnConflict.REPLACE)).runAt(FUTURE.plusSeconds(60)));
        InsertResult kept = awa.insert(
                SendEmail.KIND,
                new SendEmail("1", "newest"),
                o -> o.uniqueBy(by.onConflict(OnConflict.KEEP_EARLIEST)).runAt(FUTURE.plusSeconds(120)));

        assertThat(replaced.outcome()).isEqualTo(InsertOutcome.REPLACED);
        assertThat(kept.inserted()).isFalse();
        assertThat(awa.getJob(kept.id()).orElseThrow().runAt()).isEqualTo(FUTURE.plusSeconds(60));
        assertThatThrownBy(() -> awa.insert(
                        SendEmail.KIND, new SendEmail("1", "x"), o -> o.uniqueBy(by.onConflict(OnConflict.RAISE))))
                .isInstanceOf(AwaException.UniqueConflict.class)
                .hasMessageContaining(String.valueOf(replaced.id()));
        assertThat(first.uniqueKey()).isEqualTo(kept.uniqueKey());
    }

    @Test
    void statesNarrowHowLongAKeyHolds() {
        UniqueBy whileScheduled = UniqueBy.key("narrow").whileIn(JobState.SCHEDULED);
        awa.insert(SendEmail.KIND, new SendEmail("1", "now"), o -> o.uniqueBy(whileScheduled));

        assertThat(awa.insert(SendEmail.KIND, new SendEmail("1", "again"), o -> o.uniqueBy(whileScheduled))
                        .outcome())
                .isEqualTo(InsertOutcome.INSERTED);
    }

    @Test
    void jobIsCancelledOnce() {
        long id = awa.insert(SendEmail.KIND, new SendEmail("a", "b")).id();

        CancelResult first = awa.cancel(id, "not wanted");
        CancelResult second = awa.cancel(id);

        assertThat(first).isEqualTo(new CancelResult(id, CancelOutcome.CANCELLED, JobState.CANCELLED, null));
        assertThat(first.cancelled()).isTrue();
        assertThat(second.outcome()).isEqualTo(CancelOutcome.ALREADY_ENDED);
        Job job = awa.getJob(id).orElseThrow();
        assertThat(job.state()).isEqualTo(JobState.CANCELLED);
        assertThat(job.reason()).isEqualTo("not wanted");
        assertThat(job.finalizedAt()).isNotNull();
    }

    @Test
    void unknownIdIsNoJobAndNotFound() {
        assertThat(awa.getJob(Long.MAX_VALUE)).isEmpty();
        assertThat(awa.cancel(Long.MAX_VALUE).outcome()).isEqualTo(CancelOutcome.NOT_FOUND);
    }

    @Test
    void keyOfTheInsertIsTheKeyOfTheCancellation() {
        record Transfer(long account, double amount, String note) {
            static final JobKind<Transfer> KIND = JobKind.of("transfer", Transfer.class);
        }
        Transfer transfer = new Transfer(9007199254740993L, 0.1, "note");
        byte[] raw = {1, 2, 3};
        Map<UniqueBy, CancelCall> keys = Map.of(
                UniqueBy.args(),
                by -> awa.cancelByUniqueKey(Transfer.KIND, transfer, by),
                UniqueBy.args("account", "amount"),
                by -> awa.cancelByUniqueKey(Transfer.KIND, new Transfer(9007199254740993L, 0.1, "another note"), by),
                UniqueBy.args("note", "no such field"),
                by -> awa.cancelByUniqueKey(Transfer.KIND, transfer, by),
                UniqueBy.key("text").andQueue(),
                by -> awa.cancelByUniqueKey(Transfer.KIND, by, o -> o.queue("money")),
                UniqueBy.kind().within(Duration.ofDays(1)),
                by -> awa.cancelByUniqueKey(Transfer.KIND, by, o -> o.at(FUTURE)),
                UniqueBy.rawKey(raw),
                by -> awa.cancelByUniqueKey(Transfer.KIND, by, o -> o.reason("enough")),
                UniqueBy.args().andKey("x").andQueue().within(Duration.ofMinutes(5)),
                by -> awa.cancelByUniqueKey(
                        Transfer.KIND, transfer, by, o -> o.queue("money").at(FUTURE)));

        keys.forEach((by, cancel) -> {
            InsertResult inserted = awa.insert(
                    Transfer.KIND, transfer, o -> o.queue("money").runAt(FUTURE).uniqueBy(by));
            assertThat(inserted.outcome()).as(by.toString()).isEqualTo(InsertOutcome.INSERTED);
            assertThat(cancel.apply(by))
                    .as(by.toString())
                    .isEqualTo(new CancelResult(
                            inserted.id(), CancelOutcome.CANCELLED, JobState.CANCELLED, inserted.uniqueKey()));
        });
    }

    private interface CancelCall extends java.util.function.Function<UniqueBy, CancelResult> {}

    @Test
    void keyThatNobodyHoldsIsNotFound() {
        CancelResult result = awa.cancelByUniqueKey(SendEmail.KIND, UniqueBy.key("nobody's"));

        assertThat(result.outcome()).isEqualTo(CancelOutcome.NOT_FOUND);
        assertThat(result.id()).isNull();
        assertThat(result.state()).isNull();
        assertThat(result.uniqueKey()).isNotNull();
    }

    @Test
    void keyWithoutItsArgumentsIsRefused() {
        assertThatThrownBy(() -> awa.cancelByUniqueKey(SendEmail.KIND, UniqueBy.args("to")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key {\"args\":[\"to\"]} includes the arguments, and none were given");
    }

    @Test
    void progressFailuresAndResultAreRead() {
        long id = awa.insert(
                        SendEmail.KIND,
                        new SendEmail("a", "b"),
                        o -> o.queue("work").maxAttempts(3))
                .id();
        database.get().run("""
                        do $$
                        declare
                            v_worker uuid := (select worker_id from awa.register_worker('tester', '{work}'));
                            v_claim bigint := (select claim_id from awa.claim_jobs(v_worker, 'work'));
                            v_job bigint := %d;
                        begin
                            perform awa.set_progress(v_worker, v_claim, v_job, 40, 'half way', '{"row": 12.50}');
                            perform awa.fail_jobs(v_worker, v_claim, array[v_job], array['no route'], interval '1 hour',
                              opts => '{"causes": [{"class": "NoRoute", "stack": "at home"}]}');
                        end
                        $$;
                        """.formatted(id));

        Job job = awa.getJob(id).orElseThrow();

        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.progress()).isEqualTo(new JobProgress(40, "half way", "{\"row\": 12.50}"));
        assertThat(job.failures()).hasSize(1);
        JobFailure failure = job.failures().get(0);
        assertThat(failure).isEqualTo(new JobFailure(1, failure.at(), "no route", "NoRoute", "at home"));
        assertThat(failure.at()).isAfter(job.createdAt().minusMillis(1));
        assertThat(job.attemptedAt()).isNotNull();
    }
}

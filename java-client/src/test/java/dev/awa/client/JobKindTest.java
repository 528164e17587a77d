package dev.awa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.awa.testkit.AwaDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class JobKindTest {

    @RegisterExtension
    static final AwaDatabase database = AwaDatabase.create();

    /** A record that has been renamed since its jobs were stored. */
    record Invoice(String number) {
        static final JobKind<Invoice> KIND = JobKind.of("billing.charge", Invoice.class)
                .defaults(o ->
                        o.queue("billing").priority(3).maxAttempts(4).backoff(Backoff.fixed(Duration.ofMinutes(1))));
    }

    private AwaClient awa;

    @BeforeEach
    void createClient() {
        awa = AwaClient.create(database.get().dataSource());
    }

    @Test
    void jobsAreStoredUnderTheNameOfTheirKind() {
        long id = awa.insert(Invoice.KIND, new Invoice("7")).id();

        Job job = awa.getJob(id).orElseThrow();
        assertThat(job.kind()).isEqualTo("billing.charge");
        assertThat(Invoice.KIND.decode(job.args(), JsonCodec.standard())).isEqualTo(new Invoice("7"));
    }

    @Test
    void defaultsHoldUntilAJobSaysOtherwise() {
        Job plain = awa.getJob(awa.insert(Invoice.KIND, new Invoice("1")).id()).orElseThrow();
        Job own = awa.getJob(awa.insert(
                                Invoice.KIND,
                                new Invoice("2"),
                                o -> o.queue("express").priority(1))
                        .id())
                .orElseThrow();

        assertThat(List.of(plain.queue(), plain.priority(), plain.maxAttempts()))
                .containsExactly("billing", 3, 4);
        assertThat(plain.options()).contains("\"kind\": \"fixed\"");
        assertThat(List.of(own.queue(), own.priority(), own.maxAttempts())).containsExactly("express", 1, 4);
    }

    @Test
    void defaultsHoldInEveryKindOfBatch() {
        List<Invoice> invoices = List.of(new Invoice("1"), new Invoice("2"));
        List<Long> many = awa.insertMany(Invoice.KIND, invoices, o -> o.priority(1));
        List<InsertResult> all = awa.insertAll(Invoice.KIND, invoices);

        assertThat(many).allSatisfy(id -> {
            Job job = awa.getJob(id).orElseThrow();
            assertThat(List.of(job.queue(), job.priority())).containsExactly("billing", 1);
        });
        assertThat(all).extracting(InsertResult::queue).containsOnly("billing");
    }

    @Test
    void defaultsAddUpAndLeaveTheKindTheyWereGivenToAlone() {
        JobKind<Invoice> urgent = Invoice.KIND.defaults(o -> o.priority(1));

        assertThat(awa.getJob(awa.insert(urgent, new Invoice("1")).id())
                        .orElseThrow()
                        .priority())
                .isEqualTo(1);
        assertThat(awa.insert(urgent, new Invoice("2")).queue()).isEqualTo("billing");
        assertThat(awa.getJob(awa.insert(Invoice.KIND, new Invoice("3")).id())
                        .orElseThrow()
                        .priority())
                .isEqualTo(3);
    }

    @Test
    void defaultQueueIsThatOfTheKeyToCancelBy() {
        UniqueBy by = UniqueBy.args().andQueue();
        long id = awa.insert(Invoice.KIND, new Invoice("key"), o -> o.uniqueBy(by))
                .id();

        CancelResult result = awa.cancelByUniqueKey(Invoice.KIND, new Invoice("key"), by);

        assertThat(result.cancelled()).isTrue();
        assertThat(result.id()).isEqualTo(id);
    }

    @Test
    void jsonIsStoredAsItIs() {
        JobKind<String> raw = JobKind.json("raw");

        Job job = awa.getJob(awa.insert(raw, "{\"n\": 12345678901234567890.10}").id())
                .orElseThrow();

        assertThat(job.args()).isEqualTo("{\"n\": 12345678901234567890.10}");
        assertThat(raw.decode(job.args(), JsonCodec.standard())).isEqualTo(job.args());
    }

    @Test
    void schemaIsStoredForThoseWhoValidate() {
        record Charge(Object order) {}
        JobKind<Charge> kind = JobKind.of("charge", Charge.class)
                .schema("{\"type\": \"object\", \"properties\": {\"order\": {\"type\": \"integer\"}}}")
                .defaults(InsertOptions::validate);

        assertThat(awa.describe(kind)).isTrue();
        assertThat(awa.describe(kind)).isFalse();
        assertThat(awa.insert(kind, new Charge(3)).inserted()).isTrue();
        assertThatThrownBy(() -> awa.insert(kind, new Charge("three"))).isInstanceOf(AwaException.InvalidArgs.class);
    }

    @Test
    void badNamesAreRefused() {
        assertThatThrownBy(() -> JobKind.json(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a kind's name is blank");
        assertThatThrownBy(() -> JobKind.of("x".repeat(201), String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a kind's name has 201 characters, the most is 200: xxx");
        assertThat(JobKind.json("x".repeat(200)).name()).hasSize(200);
    }
}

package dev.awa.contract;

import static dev.awa.client.jooq.tables.ClaimJobs.CLAIM_JOBS;
import static dev.awa.client.jooq.tables.CompleteJobs.COMPLETE_JOBS;
import static dev.awa.client.jooq.tables.FailJobs.FAIL_JOBS;
import static dev.awa.client.jooq.tables.RegisterWorker.REGISTER_WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.awa.client.AwaClient;
import dev.awa.client.InsertOutcome;
import dev.awa.client.InsertResult;
import dev.awa.client.Job;
import dev.awa.client.JobKind;
import dev.awa.client.JobState;
import dev.awa.client.JsonCodec;
import dev.awa.client.OnConflict;
import dev.awa.client.UniqueBy;
import dev.awa.client.jooq.tables.records.ClaimJobsRecord;
import dev.awa.testkit.AwaDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The recipes of {@code docs/recipes.md}, and what they come to. What stands between "recipe" and "end" is on that page. */
@Tag("server")
class RecipesTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    // recipe: setup
    AwaClient awa;
    DSLContext sql;

    void open(DataSource dataSource) {
        awa = AwaClient.create(dataSource);
        sql = DSL.using(dataSource, SQLDialect.POSTGRES);
    }
    // end

    // recipe: outbox
    record ShipOrder(String order) {
        static final JobKind<ShipOrder> KIND = JobKind.of("ship_order", ShipOrder.class);
    }

    void placeOrder(String order, String item) {
        sql.transaction(transaction -> {
            DSLContext tx = transaction.dsl();
            tx.execute("insert into orders (id, item) values (?, ?)", order, item);
            awa.using(tx).insert(ShipOrder.KIND, new ShipOrder(order));
            tx.execute("update stock set amount = amount - 1 where item = ?", item);
        });
    }
    // end

    // recipe: webhook
    record WebhookEvent(String id) {
        static final JobKind<WebhookEvent> KIND = JobKind.of("webhook_event", WebhookEvent.class);
    }

    InsertResult receive(WebhookEvent event) {
        UniqueBy once = UniqueBy.key(event.id()).whileIn(JobState.values());
        return awa.insert(WebhookEvent.KIND, event, o -> o.uniqueBy(once).keep(Duration.ofDays(7)));
    }
    // end

    // recipe: debounce
    record Reindex(String page, int revision) {
        static final JobKind<Reindex> KIND = JobKind.of("reindex", Reindex.class);
    }

    InsertResult pageChanged(String page, int revision) {
        UniqueBy waiting = UniqueBy.args("page")
                .whileIn(JobState.SCHEDULED, JobState.AVAILABLE, JobState.BLOCKED, JobState.RETRYABLE)
                .onConflict(OnConflict.REPLACE);
        return awa.insert(
                Reindex.KIND,
                new Reindex(page, revision),
                o -> o.runAt(Instant.now().plusSeconds(10)).uniqueBy(waiting));
    }
    // end

    // recipe: order
    record SyncCustomer(String customer, int change) {
        static final JobKind<SyncCustomer> KIND = JobKind.of("sync_customer", SyncCustomer.class);
    }

    InsertResult syncCustomer(String customer, int change) {
        return awa.insert(
                SyncCustomer.KIND,
                new SyncCustomer(customer, change),
                o -> o.orderingKey(customer).concurrencyKey(customer));
    }
    // end

    // recipe: fan-out
    record RenderPage(String book, int page) {
        static final JobKind<RenderPage> KIND = JobKind.of("render_page", RenderPage.class);
    }

    record BindBook(String book, List<Long> parts) {
        static final JobKind<BindBook> KIND = JobKind.of("bind_book", BindBook.class);
    }

    InsertResult printBook(String book, List<Integer> pages) {
        return sql.transactionResult(transaction -> {
            AwaClient tx = awa.using(transaction.dsl());
            var renders = pages.stream().map(page -> new RenderPage(book, page)).toList();
            List<Long> parts = tx.insertMany(RenderPage.KIND, renders);
            return tx.insert(BindBook.KIND, new BindBook(book, parts), o -> o.parents(parts.toArray(Long[]::new)));
        });
    }
    // end

    // recipe: bulk
    static long importRows(Connection connection, Iterable<?> rows) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy awa.new_jobs (kind, queue, args) from stdin (format csv)");
        try {
            for (Object row : rows) {
                String args = JsonCodec.standard().encode(row).replace("\"", "\"\"");
                byte[] line = ("import_row,imports,\"" + args + "\"\n").getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(line, 0, line.length);
            }
            return copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
    // end

    private UUID worker;

    @BeforeEach
    void openShop() throws Exception {
        open(database.get().dataSource());
        database.get().run(Files.readString(PgTapDatabase.MODULE.resolve("../clients/conformance/shop.sql")));
        worker = sql.fetchSingle(REGISTER_WORKER.call("recipes", (String[]) null, (JSONB) null))
                .getWorkerId();
    }

    private List<ClaimJobsRecord> claim() {
        return sql.selectFrom(CLAIM_JOBS.call(worker, (String) null, 1000, (JSONB) null))
                .fetch();
    }

    private void complete(ClaimJobsRecord job, String result) {
        Long[] ids = {job.getId()};
        JSONB results = JSONB.valueOf("[" + result + "]");
        assertThat(sql.fetchSingle(COMPLETE_JOBS.call(worker, job.getClaimId(), ids, results, (JSONB) null))
                        .getSettled())
                .isEqualTo(1);
    }

    private String fail(ClaimJobsRecord job, boolean forGood) {
        Long[] ids = {job.getId()};
        String[] errors = {"no paper"};
        return sql.fetchSingle(
                        FAIL_JOBS.call(worker, job.getClaimId(), ids, errors, Duration.ZERO, forGood, (JSONB) null))
                .getOutcome();
    }

    private Job job(long id) {
        return awa.getJob(id).orElseThrow();
    }

    /** The states of the jobs of a kind, in the order of their ids. */
    private List<String> states(String kind) {
        return sql.fetchValues("select state from awa.jobs where kind = ? order by id", kind).stream()
                .map(String.class::cast)
                .toList();
    }

    @Test
    void outboxCommitsAnOrderAndItsJobTogetherOrNeither() {
        sql.execute("insert into stock (item, amount) values ('lamp', 1)");

        placeOrder("first", "lamp");
        assertThat(sql.fetchValues("select id from orders")).isEqualTo(List.of("first"));
        assertThat(states("ship_order")).containsExactly("available");

        DataAccessException soldOut =
                catchThrowableOfType(DataAccessException.class, () -> placeOrder("second", "lamp"));
        assertThat(soldOut.sqlState()).isEqualTo("23514");
        assertThat(sql.fetchValues("select id from orders")).isEqualTo(List.of("first"));
        assertThat(states("ship_order")).containsExactly("available");
    }

    @Test
    void webhookMakesOneJobOfAnEventAlsoWhenThatHasEnded() {
        var event = new WebhookEvent("evt_1");
        InsertResult first = receive(event);
        assertThat(first.outcome()).isEqualTo(InsertOutcome.INSERTED);
        InsertResult again = receive(event);
        assertThat(again.outcome()).isEqualTo(InsertOutcome.EXISTING);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.state()).isEqualTo(JobState.AVAILABLE);

        complete(claim().get(0), "null");
        InsertResult late = receive(event);
        assertThat(late.outcome()).isEqualTo(InsertOutcome.EXISTING);
        assertThat(late.id()).isEqualTo(first.id());
        assertThat(late.state()).isEqualTo(JobState.COMPLETED);
        assertThat(states("webhook_event")).containsExactly("completed");
        assertThat(job(first.id()).options()).isEqualTo("{\"keep\": 604800}");
    }

    @Test
    void debounceLetsTheLastChangeWinAndLosesNoneThatComesWhileTheJobRuns() {
        InsertResult first = pageChanged("home", 1);
        assertThat(first.outcome()).isEqualTo(InsertOutcome.INSERTED);
        assertThat(first.state()).isEqualTo(JobState.SCHEDULED);
        InsertResult second = pageChanged("home", 2);
        assertThat(second.outcome()).isEqualTo(InsertOutcome.REPLACED);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.dueAt()).isAfter(first.dueAt());
        assertThat(job(first.id()).args()).isEqualTo("{\"page\": \"home\", \"revision\": 2}");

        awa.reschedule(first.id(), o -> o.runAt(Instant.EPOCH));
        ClaimJobsRecord running = claim().get(0);
        assertThat(running.getId()).isEqualTo(first.id());
        InsertResult third = pageChanged("home", 3);
        assertThat(third.outcome()).isEqualTo(InsertOutcome.INSERTED);
        assertThat(states("reindex")).containsExactly("running", "scheduled");
        assertThat(job(third.id()).args()).isEqualTo("{\"page\": \"home\", \"revision\": 3}");
    }

    @Test
    void orderOfACustomersJobsIsKeptOverARetryBesideOtherCustomers() {
        long first = syncCustomer("ada", 1).id();
        long second = syncCustomer("ada", 2).id();
        long other = syncCustomer("bob", 1).id();

        List<ClaimJobsRecord> started = claim();
        assertThat(started).extracting(ClaimJobsRecord::getId).containsExactly(first, other);
        assertThat(job(second).state()).isEqualTo(JobState.BLOCKED);

        assertThat(fail(started.get(0), false)).isEqualTo("retryable");
        List<ClaimJobsRecord> retried = claim();
        assertThat(retried).extracting(ClaimJobsRecord::getId).containsExactly(first);
        assertThat(retried.get(0).getAttempt()).isEqualTo(2);

        complete(retried.get(0), "null");
        assertThat(claim()).extracting(ClaimJobsRecord::getId).containsExactly(second);
    }

    @Test
    void fanOutBindsTheBookWhenAllPagesAreThere() {
        InsertResult whole = printBook("novel", List.of(1, 2, 3));
        assertThat(whole.state()).isEqualTo(JobState.PENDING);

        List<ClaimJobsRecord> pages = claim();
        assertThat(pages)
                .extracting(ClaimJobsRecord::getKind)
                .containsOnly("render_page")
                .hasSize(3);
        complete(pages.get(2), "\"page 3\"");
        complete(pages.get(0), "\"page 1\"");
        assertThat(job(whole.id()).state()).isEqualTo(JobState.PENDING);
        complete(pages.get(1), "\"page 2\"");

        List<ClaimJobsRecord> binding = claim();
        assertThat(binding).extracting(ClaimJobsRecord::getId).containsExactly(whole.id());
        BindBook args = JsonCodec.standard().decode(binding.get(0).getArgs().data(), BindBook.class);
        assertThat(args.parts())
                .extracting(part -> job(part).result())
                .containsExactly("\"page 1\"", "\"page 2\"", "\"page 3\"");
    }

    @Test
    void fanOutCancelsTheBookWhenAPageFailsForGood() {
        InsertResult whole = printBook("torn", List.of(1, 2));
        ClaimJobsRecord page = claim().get(0);

        assertThat(fail(page, true)).isEqualTo("failed");

        Job cancelled = job(whole.id());
        assertThat(cancelled.state()).isEqualTo(JobState.CANCELLED);
        assertThat(cancelled.reason()).isEqualTo("parent " + page.getId() + " is failed");
    }

    @Test
    void bulkMakesJobsOfAllRowsWhenTheTransactionCommitsOrOfNone() throws Exception {
        List<Map<String, String>> rows = IntStream.range(0, 500)
                .mapToObj(line -> Map.of("text", "\"" + line + "\", \\ \n\t'ä 漢'"))
                .toList();

        try (Connection connection = database.get().connect()) {
            connection.setAutoCommit(false);
            assertThat(importRows(connection, rows)).isEqualTo(500);
            assertThat(states("import_row")).isEmpty();
            connection.commit();

            assertThat(states("import_row")).hasSize(500).containsOnly("available");
            assertThat(sql.fetchValues("select args ->> 'text' from awa.jobs where queue = 'imports' order by id"))
                    .isEqualTo(rows.stream().map(row -> row.get("text")).toList());

            var tooLarge = Map.of("text", "x".repeat(1 << 21));
            assertThatThrownBy(() -> importRows(connection, Arrays.asList(rows.get(0), tooLarge)))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("AW003"));
            connection.rollback();
        }
        assertThat(states("import_row")).hasSize(500);
    }
}

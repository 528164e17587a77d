package dev.awa.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.awa.client.AwaClient;
import dev.awa.client.AwaException;
import dev.awa.client.CancelOutcome;
import dev.awa.client.InsertOutcome;
import dev.awa.client.InsertResult;
import dev.awa.client.JobState;
import dev.awa.testkit.AwaDatabase;
import dev.awa.testkit.TestDatabase;
import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShopTest {

    @RegisterExtension
    final AwaDatabase database = AwaDatabase.create();

    private HikariDataSource dataSource;
    private Shop shop;

    @BeforeEach
    void openShop() throws SQLException {
        dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(database.get().jdbcUrl());
        shop = new Shop(dataSource);
    }

    @AfterEach
    void closeShop() {
        dataSource.close();
    }

    private String value(String sql) {
        TestDatabase onlooker = database.get();
        return onlooker.value(sql);
    }

    @Test
    void orderAndJobAreCommittedTogether() throws Exception {
        Shop.PlacedOrder placed = shop.placeOrder("Ada", 4200);

        assertThat(placed.receiptJob().outcome()).isEqualTo(InsertOutcome.INSERTED);
        assertThat(value("select customer || ' ' || total_cents from shop_order"))
                .isEqualTo("Ada 4200");
        assertThat(value("select args::text from awa.jobs"))
                .isEqualTo("{\"orderId\": " + placed.orderId() + ", \"customer\": \"Ada\"}");
    }

    @Test
    void failureAfterTheEnqueueLeavesNeither() {
        assertThatThrownBy(() -> shop.placeOrder("Bob", -1)).isInstanceOf(SQLException.class);

        assertThat(value("select count(*) from shop_order")).isEqualTo("0");
        assertThat(value("select count(*) from awa.jobs")).isEqualTo("0");
    }

    @Test
    void secondReminderFindsTheFirstAndCanBeRefused() {
        InsertResult first = shop.remindToPay(7);
        InsertResult second = shop.remindToPay(7);

        assertThat(first.state()).isEqualTo(JobState.SCHEDULED);
        assertThat(second.outcome()).isEqualTo(InsertOutcome.EXISTING);
        assertThat(second.id()).isEqualTo(first.id());
        assertThatThrownBy(() -> shop.remindToPayOnce(7))
                .isInstanceOfSatisfying(
                        AwaException.UniqueConflict.class,
                        e -> assertThat(e.sqlState()).isEqualTo("AW004"));
    }

    @Test
    void reminderIsCancelledByWhatMadeItUnique() {
        InsertResult reminder = shop.remindToPay(7);

        assertThat(shop.cancelReminder(7).id()).isEqualTo(reminder.id());
        assertThat(shop.cancelReminder(8).outcome()).isEqualTo(CancelOutcome.NOT_FOUND);
        assertThat(shop.remindToPay(7).inserted()).isTrue();
    }

    @Test
    void workerWritesEachReceiptOnce() throws Exception {
        var events = new CopyOnWriteArrayList<JobEvent>();
        try (AwaWorker worker = ReceiptWorker.start(dataSource, events::add)) {
            Shop.PlacedOrder placed = shop.placeOrder("Ada", 4200);
            shop.resendReceipts(
                    LongStream.rangeClosed(1, 50).map(i -> 1000 + i).boxed().toList());
            long nameless = AwaClient.create(dataSource)
                    .insert(SendReceipt.KIND, new SendReceipt(1, " "))
                    .id();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(
                                    value("select count(*) from awa.jobs where state in ('completed', 'failed')"))
                            .isEqualTo("52"));

            assertThat(value("select text from shop_receipt where order_id = " + placed.orderId()))
                    .isEqualTo("Thank you, Ada!");
            assertThat(value("select count(*) || ' of ' || count(distinct order_id) from shop_receipt"))
                    .isEqualTo("51 of 51");
            assertThat(value("select id || ' ' || (failures -> -1 ->> 'error') from awa.jobs where state = 'failed'"))
                    .isEqualTo(nameless + " order 1 has no customer");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(events)
                            .filteredOn(
                                    event -> event instanceof JobEvent.Completed || event instanceof JobEvent.Failed)
                            .hasSize(52));
            assertThat(worker.isRunning()).isTrue();
        }
    }

    @Test
    void batchAnswersInTheOrderOfItsInput() {
        List<InsertResult> results = shop.resendReceipts(List.of(5L, 6L, 7L));

        for (int i = 0; i < 3; i++) {
            assertThat(value("select args ->> 'orderId' from awa.get_job("
                            + results.get(i).id() + ")"))
                    .isEqualTo(Integer.toString(5 + i));
        }
    }
}

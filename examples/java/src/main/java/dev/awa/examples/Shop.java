package dev.awa.examples;

import dev.awa.client.AwaClient;
import dev.awa.client.CancelResult;
import dev.awa.client.InsertResult;
import dev.awa.client.OnConflict;
import dev.awa.client.UniqueBy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** The producer: a small web shop that enqueues its background work in the transactions it already has. */
public final class Shop {
    /** Where the shop's jobs wait, as their kinds say. */
    public static final String QUEUE = "shop";

    private final DataSource dataSource;
    private final AwaClient awa;

    /** Creates the shop's own tables where they are missing. */
    public Shop(DataSource dataSource) throws SQLException {
        this.dataSource = dataSource;
        this.awa = AwaClient.create(dataSource);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table if not exists shop_order (id bigint generated always as identity primary key,"
                            + " customer text not null, total_cents int not null check (total_cents > 0))");
            statement.execute("create table if not exists shop_receipt (order_id bigint not null, text text not null)");
        }
    }

    /** An order and the job that its receipt is written by. */
    public record PlacedOrder(long orderId, InsertResult receiptJob) {}

    /** Stores an order and enqueues its receipt: both, or neither. */
    public PlacedOrder placeOrder(String customer, int totalCents) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                long orderId = insertOrder(connection, customer);
                InsertResult job = awa.using(connection)
                        .insert(SendReceipt.KIND, new SendReceipt(orderId, customer), o -> o.priority(1));
                setTotal(connection, orderId, totalCents); // may still fail: then there was neither order nor job
                connection.commit();
                return new PlacedOrder(orderId, job);
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    /** Enqueues the receipts of many orders in one round trip, all or none. */
    public List<InsertResult> resendReceipts(List<Long> orderIds) {
        return awa.insertAll(
                SendReceipt.KIND,
                orderIds.stream().map(id -> new SendReceipt(id, "again")).toList(),
                o -> o.tags("resent"));
    }

    /** Reminds tomorrow; however often this is called, one reminder of an order is waiting. */
    public InsertResult remindToPay(long orderId) {
        return awa.insert(
                PaymentReminder.KIND,
                new PaymentReminder(orderId),
                o -> o.runAt(Instant.now().plus(Duration.ofDays(1))).uniqueByArgs());
    }

    /**
     * The same for those who want to be told.
     *
     * @throws dev.awa.client.AwaException.UniqueConflict when a reminder is waiting
     */
    public InsertResult remindToPayOnce(long orderId) {
        return awa.insert(
                PaymentReminder.KIND,
                new PaymentReminder(orderId),
                o -> o.runAt(Instant.now().plus(Duration.ofDays(1)))
                        .uniqueBy(UniqueBy.args().onConflict(OnConflict.RAISE)));
    }

    /** The customer has paid: takes the reminder back by what made it unique; no job id had to be kept. */
    public CancelResult cancelReminder(long orderId) {
        return awa.cancelByUniqueKey(
                PaymentReminder.KIND, new PaymentReminder(orderId), UniqueBy.args(), o -> o.reason("paid"));
    }

    private static long insertOrder(Connection connection, String customer) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into shop_order (customer, total_cents) values (?, 1) returning id")) {
            insert.setString(1, customer);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void setTotal(Connection connection, long orderId, int totalCents) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update shop_order set total_cents = ? where id = ?")) {
            update.setInt(1, totalCents);
            update.setLong(2, orderId);
            update.executeUpdate();
        }
    }
}

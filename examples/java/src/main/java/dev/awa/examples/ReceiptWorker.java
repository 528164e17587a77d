package dev.awa.examples;

import dev.awa.worker.AwaWorker;
import dev.awa.worker.JobContext;
import dev.awa.worker.JobListener;
import dev.awa.worker.JobResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The worker: writes receipts and reminders. */
public final class ReceiptWorker {
    private final DataSource dataSource;

    private ReceiptWorker(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Starts a worker that runs until it is closed. */
    public static AwaWorker start(DataSource dataSource, JobListener listener) {
        var receipts = new ReceiptWorker(dataSource);
        return AwaWorker.builder(dataSource)
                .name("receipts")
                .queue(Shop.QUEUE, queue -> queue.concurrency(4))
                .handle(SendReceipt.KIND, receipts::sendReceipt)
                .handle(PaymentReminder.KIND, (reminder, job) -> {
                    System.out.println("Please pay order " + reminder.orderId());
                    return JobResult.done();
                })
                .listener(listener)
                .start();
    }

    /** The receipt and the completion of its job commit together, so each receipt is written exactly once. */
    private JobResult sendReceipt(SendReceipt receipt, JobContext job) throws SQLException {
        if (receipt.customer().isBlank()) {
            return JobResult.fail("order " + receipt.orderId() + " has no customer");
        }
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into shop_receipt (order_id, text) values (?, ?)")) {
                insert.setLong(1, receipt.orderId());
                insert.setString(2, "Thank you, " + receipt.customer() + "!");
                insert.executeUpdate();
            }
            job.completeIn(connection);
            connection.commit();
        }
        return JobResult.done();
    }
}

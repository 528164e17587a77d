package dev.awa.examples;

import com.zaxxer.hikari.HikariDataSource;
import dev.awa.client.AwaException;
import java.sql.SQLException;
import java.util.List;

/** A walk through the producer's side; JDBC_DATABASE_URL names a database that Awa is installed in. */
public final class ProducerMain {

    private ProducerMain() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws SQLException {
        try (HikariDataSource dataSource = new HikariDataSource()) {
            dataSource.setJdbcUrl(System.getenv("JDBC_DATABASE_URL"));
            var shop = new Shop(dataSource);

            var placed = shop.placeOrder("Ada", 4200);
            System.out.println("Order " + placed.orderId() + " and job "
                    + placed.receiptJob().id() + " are committed");

            try {
                shop.placeOrder("Bob", -1);
            } catch (SQLException e) {
                System.out.println("Neither order nor job: " + e.getMessage());
            }

            var again = shop.resendReceipts(List.of(placed.orderId(), placed.orderId()));
            System.out.println("One round trip enqueued " + again.size() + " jobs");

            var first = shop.remindToPay(placed.orderId());
            var second = shop.remindToPay(placed.orderId());
            System.out.println("Reminder " + first.id() + " " + first.outcome() + ", then " + second.outcome());

            try {
                shop.remindToPayOnce(placed.orderId());
            } catch (AwaException.UniqueConflict e) {
                System.out.println("Refused with " + e.sqlState() + ": " + e.getMessage());
            }
            System.out.println(
                    "Reminder " + shop.cancelReminder(placed.orderId()).outcome());
        }
    }
}

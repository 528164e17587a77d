package dev.awa.examples;

import com.zaxxer.hikari.HikariDataSource;
import dev.awa.worker.AwaWorker;
import java.util.concurrent.CountDownLatch;

/** Runs the worker until it is stopped; JDBC_DATABASE_URL names a database that Awa is installed in. */
public final class WorkerMain {

    private WorkerMain() {}

    /** Takes no arguments. */
    public static void main(String[] args) throws InterruptedException {
        var dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(System.getenv("JDBC_DATABASE_URL"));
        AwaWorker worker = ReceiptWorker.start(dataSource, event -> System.out.println(event));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            worker.close(); // drains
            dataSource.close();
        }));
        new CountDownLatch(1).await();
    }
}

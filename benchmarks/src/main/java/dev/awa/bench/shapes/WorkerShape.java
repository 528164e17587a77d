package dev.awa.bench.shapes;

import java.sql.SQLException;

/** One way of loading the worker. A new object for each benchmark, used by one thread. */
abstract class WorkerShape implements AutoCloseable {
    final String name;
    final String title;

    WorkerShape(String name, String title) {
        this.name = name;
        this.title = title;
    }

    /** Whether it takes minutes, so that it runs once and not several times. */
    boolean isLong() {
        return false;
    }

    /** Measures once, all sides in turn, and adds the figures. */
    abstract void run(Bench bench, Result result) throws SQLException;

    /** Ends what it has kept from run to run. */
    @Override
    public void close() {}
}

package dev.awa.bench.shapes;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Several processes on one queue against one with as many places. */
final class Processes extends WorkerShape {
    private static final int PROCESSES = 4;
    private static final int CONCURRENCY = 64;

    Processes() {
        super("processes", "Drain of no-op jobs by " + PROCESSES + " processes and by one");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        double one = drain(bench, result, 1);
        double many = drain(bench, result, PROCESSES);
        String row = PROCESSES + " x " + CONCURRENCY / PROCESSES;
        result.add("1 x " + CONCURRENCY, "jobs/s", one).add("1 x " + CONCURRENCY, "x one process", 1);
        result.add(row, "jobs/s", many).add(row, "x one process", many / one);
        result.toReach(row, ">= 0.95");
    }

    private static double drain(Bench bench, Result result, int processes) throws SQLException {
        var children = new ArrayList<Child>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(new Child(bench));
            }
            // their classes are loaded and compiled by the first round
            drain(bench, result, children, Math.max(1, bench.options().jobs() / 5));
            return drain(bench, result, children, bench.options().jobs());
        } finally {
            children.forEach(Child::close);
        }
    }

    private static double drain(Bench bench, Result result, List<Child> children, int jobs) throws SQLException {
        String queue = bench.newQueue();
        var accounts = new Accounts();
        Producer.fill(bench, List.of(queue), jobs, accounts);
        long began = System.nanoTime();
        children.forEach(child -> child.start(queue, CONCURRENCY / children.size(), accounts));
        bench.await(
                "the worker processes did not run all jobs",
                Workers.limit(jobs),
                () -> accounts.started() >= jobs && children.stream().allMatch(Child::isIdle));
        double perSecond = jobs * 1e9 / (System.nanoTime() - began);
        children.forEach(Child::stop);
        result.account(accounts.balance());
        return perSecond;
    }
}

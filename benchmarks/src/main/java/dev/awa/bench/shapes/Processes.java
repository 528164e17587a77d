package dev.awa.bench.shapes;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Several processes on one queue against one with as many places. */
final class Processes extends WorkerShape {
    private static final int PROCESSES = 4;
    private static final int MOST_WARM_UPS = 8;
    private static final int CONCURRENCY = 64;

    private final List<Child> one = new ArrayList<>();
    private final List<Child> several = new ArrayList<>();

    Processes() {
        super("processes", "Drain of no-op jobs by " + PROCESSES + " processes and by one");
    }

    @Override
    void run(Bench bench, Result result) throws SQLException {
        start(bench, one, 1);
        start(bench, several, PROCESSES);
        String row = PROCESSES + " x " + CONCURRENCY / PROCESSES;
        // long enough for processes to take turns many times
        int jobs = 5 * bench.options().jobs();
        double alone = drain(bench, result, "1 x " + CONCURRENCY, one, jobs);
        double together = drain(bench, result, row, several, jobs);
        result.add("1 x " + CONCURRENCY, "x one process", 1);
        result.add(row, "x one process", together / alone);
        result.toReach(row, ">= 0.95");
        result.note("The first fifth of a drain is not timed: each process opens its connections meanwhile.");
    }

    /** The processes stay for all runs, as workers do; at first each does as much, again and again, until compilers have no more to gain. */
    private static void start(Bench bench, List<Child> children, int processes) throws SQLException {
        if (children.isEmpty()) {
            for (int i = 0; i < processes; i++) {
                children.add(new Child(bench));
            }
            double before = 0;
            for (int round = 0; round < MOST_WARM_UPS; round++) {
                double rate = drain(
                        bench,
                        new Result("", ""),
                        "",
                        children,
                        processes * bench.options().jobs());
                if (rate < 1.1 * before) {
                    return;
                }
                before = rate;
            }
        }
    }

    private static double drain(Bench bench, Result result, String row, List<Child> children, int jobs)
            throws SQLException {
        String queue = bench.newQueue();
        var accounts = new Accounts();
        Producer.fill(bench, List.of(queue), jobs, accounts);
        long before = started(children);
        children.forEach(child -> child.start(queue, CONCURRENCY / children.size(), accounts));
        bench.await(
                "the worker processes did not begin",
                Workers.limit(jobs),
                () -> started(children) - before >= jobs / 5);
        var cpu = new Cpu(bench, children.stream().map(Child::process).toList());
        long began = System.nanoTime();
        long untimed = started(children) - before;
        bench.await(
                "the worker processes did not run all jobs",
                Workers.limit(jobs),
                () -> started(children) - before >= jobs && children.stream().allMatch(Child::isIdle));
        double timed = jobs - untimed;
        double perSecond = timed * 1e9 / (System.nanoTime() - began);
        result.add(row, "jobs/s", perSecond)
                .add(row, "client CPU us/job", cpu.clientNanos() / 1e3 / timed)
                .add(row, "server CPU us/job", cpu.serverNanos() / 1e3 / timed);
        children.forEach(Child::stop);
        result.account(accounts.balance());
        return perSecond;
    }

    private static long started(List<Child> children) {
        return children.stream().mapToLong(Child::started).sum();
    }

    @Override
    public void close() {
        one.forEach(Child::close);
        several.forEach(Child::close);
    }
}

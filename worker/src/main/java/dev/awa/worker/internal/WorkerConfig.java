package dev.awa.worker.internal;

import dev.awa.client.JsonCodec;
import dev.awa.client.NewSchedule;
import dev.awa.worker.JobInterceptor;
import dev.awa.worker.JobListener;
import dev.awa.worker.QueueOptions;
import dev.awa.worker.ScheduleSetOptions;
import dev.awa.worker.internal.running.RegisteredHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The whole configuration of a worker, and the one place where it is checked. */
public record WorkerConfig(
        DataSource dataSource,
        @Nullable String name,
        @Nullable Integer concurrency,
        Map<String, QueueOptions> queues,
        Map<String, RegisteredHandler<?>> handlers,
        JsonCodec codec,
        List<JobInterceptor> interceptors,
        @Nullable Executor executor,
        List<JobListener> listeners,
        boolean undecodableArgsFail,
        @Nullable Long prefetchBytes,
        Duration shutdownGrace,
        @Nullable Duration heartbeatEvery,
        @Nullable Duration deadAfter,
        List<NewSchedule> schedules,
        ScheduleSetOptions scheduleSet) {

    static final Duration MAX_PICKUP = Duration.ofSeconds(1);
    static final int MAX_CONCURRENCY = 10_000;
    static final int MAX_PREFETCH = 10_000;
    static final int MAX_WEIGHT = 10_000;
    /** So many a session can sleep on. */
    static final int MAX_QUEUES = 500;
    /** So many a worker can register for. */
    static final int MAX_KINDS = 1000;

    private static final String NO_POOL =
            ", but the worker has no concurrency that its queues could share; add .concurrency(n) to it";
    private static final Duration MIN_HEARTBEAT = Duration.ofMillis(100);
    private static final Duration MAX_HEARTBEAT = Duration.ofDays(1);

    /** Copies the collections. */
    public WorkerConfig {
        queues = new LinkedHashMap<>(queues);
        handlers = new LinkedHashMap<>(handlers);
        interceptors = new ArrayList<>(interceptors);
        listeners = new ArrayList<>(listeners);
        schedules = new ArrayList<>(schedules);
    }

    /** Everything that is wrong, one sentence each; empty when nothing is. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (dataSource == null) {
            problems.add("the data source is null");
        }
        if (name != null && name.isBlank()) {
            problems.add("the name is blank");
        }
        if (queues.isEmpty()) {
            problems.add("no queue is named; add .queue(\"default\")");
        }
        if (concurrency != null && (concurrency < 1 || concurrency > MAX_CONCURRENCY)) {
            problems.add("concurrency of the worker is " + concurrency + ", it must be 1 to " + MAX_CONCURRENCY);
        }
        if (queues.size() > MAX_QUEUES) {
            problems.add(queues.size() + " queues are named, the most is " + MAX_QUEUES);
        }
        queues.forEach((queue, options) -> check(queue, options, problems));
        checkMinimums(problems);
        if (handlers.isEmpty()) {
            problems.add("no handler is given; add .handle(...)");
        }
        if (handlers.size() > MAX_KINDS) {
            problems.add(handlers.size() + " kinds have a handler, the most is " + MAX_KINDS);
        }
        handlers.forEach((kind, handler) -> check(kind, handler, problems));
        if (interceptors.contains(null)) {
            problems.add("an interceptor is null");
        }
        if (listeners.contains(null)) {
            problems.add("a listener is null");
        }
        if (prefetchBytes != null && prefetchBytes < 1) {
            problems.add("prefetchBytes is " + prefetchBytes + ", it must be 1 or more");
        }
        if (shutdownGrace == null || shutdownGrace.isNegative()) {
            problems.add("shutdownGrace is " + shutdownGrace + ", it must not be negative");
        }
        if (heartbeatEvery != null && heartbeatEvery.compareTo(MIN_HEARTBEAT) < 0) {
            problems.add("heartbeatEvery is " + heartbeatEvery + ", the least is " + MIN_HEARTBEAT);
        }
        if (heartbeatEvery != null && heartbeatEvery.compareTo(MAX_HEARTBEAT) > 0) {
            problems.add("heartbeatEvery is " + heartbeatEvery + ", the most is " + MAX_HEARTBEAT);
        }
        if (deadAfter != null && deadAfter.compareTo(MIN_HEARTBEAT) < 0) {
            problems.add("deadAfter is " + deadAfter + ", the least is " + MIN_HEARTBEAT);
        }
        if (deadAfter != null && deadAfter.compareTo(MAX_HEARTBEAT) > 0) {
            problems.add("deadAfter is " + deadAfter + ", the most is " + MAX_HEARTBEAT);
        }
        if (heartbeatEvery != null && deadAfter != null && heartbeatEvery.compareTo(deadAfter) >= 0) {
            problems.add("heartbeatEvery is " + heartbeatEvery + ", it must be less than deadAfter, " + deadAfter);
        }
        checkSchedules(problems);
        return problems;
    }

    private void checkSchedules(List<String> problems) {
        var names = new HashSet<String>();
        for (NewSchedule schedule : schedules) {
            if (schedule == null) {
                problems.add("a schedule is null");
            } else if (!names.add(schedule.name())) {
                problems.add("schedule \"" + schedule.name() + "\" is declared twice");
            }
        }
        if (scheduleSet == null) {
            problems.add("the options of the schedules are null");
        } else if (scheduleSet.prunes() && scheduleSet.source() == null) {
            problems.add("schedules are pruned, and no source says whose; add .source(\"my-application\")");
        }
    }

    private void checkMinimums(List<String> problems) {
        List<Map.Entry<String, QueueOptions>> minimums = queues.entrySet().stream()
                .filter(queue -> queue.getValue() != null && queue.getValue().atLeast() > 0)
                .toList();
        long sum =
                minimums.stream().mapToLong(queue -> queue.getValue().atLeast()).sum();
        if (concurrency != null && sum > concurrency) {
            problems.add("atLeast of all queues together is " + sum + ", more than the concurrency of the worker, "
                    + concurrency + ": "
                    + minimums.stream()
                            .map(queue -> "\"" + queue.getKey() + "\" "
                                    + queue.getValue().atLeast())
                            .collect(Collectors.joining(", ")));
        }
    }

    private void check(String queue, QueueOptions options, List<String> problems) {
        if (queue == null || queue.isBlank()) {
            problems.add("a queue's name is " + (queue == null ? "null" : "blank"));
        }
        if (options == null) {
            problems.add("the options of queue \"" + queue + "\" are null");
            return;
        }
        Integer most = options.concurrency();
        if (most != null && (most < 1 || most > MAX_CONCURRENCY)) {
            problems.add("concurrency of queue \"" + queue + "\" is " + most + ", it must be 1 to " + MAX_CONCURRENCY);
        }
        if (options.atLeast() < 0) {
            problems.add("atLeast of queue \"" + queue + "\" is " + options.atLeast() + ", it must be 0 or more");
        }
        if (most != null && most > 0 && options.atLeast() > most) {
            problems.add("atLeast of queue \"" + queue + "\" is " + options.atLeast() + ", more than its concurrency, "
                    + most);
        }
        if (options.weight() < 1 || options.weight() > MAX_WEIGHT) {
            problems.add(
                    "weight of queue \"" + queue + "\" is " + options.weight() + ", it must be 1 to " + MAX_WEIGHT);
        }
        if (concurrency == null && options.atLeast() > 0) {
            problems.add("atLeast of queue \"" + queue + "\" is " + options.atLeast() + NO_POOL);
        }
        if (concurrency == null && options.weight() > 1) {
            problems.add("weight of queue \"" + queue + "\" is " + options.weight() + NO_POOL);
        }
        if (options.prefetch() < 0 || options.prefetch() > MAX_PREFETCH) {
            problems.add("prefetch of queue \"" + queue + "\" is " + options.prefetch() + ", it must be 0 to "
                    + MAX_PREFETCH);
        }
        Duration pickup = options.pickup();
        if (pickup == null || pickup.isNegative() || pickup.compareTo(MAX_PICKUP) > 0) {
            problems.add("pickup of queue \"" + queue + "\" is " + pickup + ", it must be " + Duration.ZERO + " to "
                    + MAX_PICKUP);
        }
    }

    private static void check(String kind, RegisteredHandler<?> handler, List<String> problems) {
        if (handler.handler() == null) {
            problems.add("the handler of kind \"" + kind + "\" is null");
        }
    }
}

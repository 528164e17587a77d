package dev.awa.worker;

import dev.awa.client.JobKind;
import dev.awa.client.JsonCodec;
import dev.awa.client.JsonCodecException;
import dev.awa.client.NewSchedule;
import dev.awa.client.ScheduleOptions;
import dev.awa.worker.internal.WorkerConfig;
import dev.awa.worker.internal.WorkerRuntime;
import dev.awa.worker.internal.running.RegisteredHandler;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs from the queues of one database.
 *
 * <pre>{@code
 * try (var worker = AwaWorker.builder(dataSource)
 *         .queue("email", q -> q.concurrency(100))
 *         .handle(SendEmail.KIND, (email, job) -> {
 *             mailer.send(email);
 *             return JobResult.done();
 *         })
 *         .start()) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Holds {@value #CONNECTIONS} connections of its data source for as long as it runs, whatever the concurrency; handlers
 * take theirs from wherever they like. Best it has a data source of its own, as a {@code PGSimpleDataSource}: if handlers
 * take theirs from the same pool it must have so many connections more, and after a loss of the database the worker, its
 * heartbeats too, queues up for new ones behind the handlers. It outlives any loss of the database. Safe for use by many
 * threads.
 *
 * <p>A failed attempt is one line in the log, a warning with exception, causes and place; where DEBUG is enabled for {@code
 * dev.awa.worker}, it has the whole stack instead.
 */
public final class AwaWorker implements AutoCloseable {

    /** How many connections a worker holds: to claim, to settle, for heartbeats, for housekeeping and to sleep. */
    public static final int CONNECTIONS = 5;

    private final WorkerRuntime runtime;

    private AwaWorker(WorkerRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * Starts the configuration of a worker that takes jobs through the given data source, which nothing but the worker
     * itself uses: it need not be that of the handlers.
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /**
     * The id under which the worker claims at the moment; another one after it was declared dead or lost its connection
     * in the middle of a claim. Null while it is about to register again.
     */
    public @Nullable UUID id() {
        return runtime.workerId();
    }

    /** Whether it has neither been closed nor started to close. */
    public boolean isRunning() {
        return runtime.isRunning();
    }

    /** What it holds at about this moment. */
    public WorkerLoad load() {
        return runtime.load();
    }

    /**
     * Drains and stops: claims no more, hands back what has not started, lets handlers finish until the grace time is over,
     * interrupts the rest, settles, and deregisters. Returns when all of that is done, at the latest five seconds after
     * the grace time: what the database has not been told by then it finds out by itself, when heartbeats stay away. A
     * second call waits for the first. Do not call it from a handler.
     */
    @Override
    public void close() {
        runtime.close();
    }

    /** Collects the configuration of a worker; everything wrong with it is said at {@link #start()}. */
    public static final class Builder {

        private final DataSource dataSource;
        private final Map<String, QueueOptions> queues = new LinkedHashMap<>();
        private final Map<String, RegisteredHandler<?>> handlers = new LinkedHashMap<>();
        private final List<JobInterceptor> interceptors = new ArrayList<>();
        private final List<JobListener> listeners = new ArrayList<>();
        private final List<String> problems = new ArrayList<>();
        private final List<NewSchedule> schedules = new ArrayList<>();
        private ScheduleSetOptions scheduleSet = ScheduleSetOptions.defaults();
        private @Nullable String name;
        private @Nullable Integer concurrency;
        private @Nullable Executor executor;
        private @Nullable JsonCodec codec;
        private boolean undecodableArgsFail;
        private @Nullable Long prefetchBytes;
        private Duration shutdownGrace = Duration.ofSeconds(25);
        private @Nullable Duration heartbeatEvery;
        private @Nullable Duration deadAfter;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /** A name for people, shown with the worker; the host's name and process id unless told. */
        public Builder name(String value) {
            this.name = value;
            return this;
        }

        /**
         * Bounds how many jobs of all queues run at once, 1 to 10000. The queues share these places: each has those of its
         * {@link QueueOptions#atLeast} as soon as it has work, and a part of the others by its {@link QueueOptions#weight}.
         * Places that one cannot use go to the others, and come back when the jobs there end. Unless told, each queue has
         * places of its own.
         */
        public Builder concurrency(int value) {
            this.concurrency = value;
            return this;
        }

        /** Takes jobs from a queue, with the default options. */
        public Builder queue(String queue) {
            return queue(queue, options -> options);
        }

        /** Takes jobs from a queue. */
        public Builder queue(String queue, UnaryOperator<QueueOptions> options) {
            if (queues.put(queue, options.apply(QueueOptions.defaults())) != null) {
                problems.add("queue \"" + queue + "\" is named twice");
            }
            return this;
        }

        /** Handles a kind. */
        public <A> Builder handle(JobKind<A> kind, JobHandler<A> handler) {
            if (handlers.put(kind.name(), new RegisteredHandler<>(kind, handler)) != null) {
                problems.add("kind \"" + kind + "\" has two handlers");
            }
            return this;
        }

        /** Handles the kind of a name, with arguments as the JSON text that is stored. */
        public Builder handle(String kind, JobHandler<String> handler) {
            JobKind<String> named;
            try {
                named = JobKind.json(kind);
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
                return this;
            }
            return handle(named, handler);
        }

        /** Declares a schedule whose jobs have the options of their kind; see {@link #schedule(NewSchedule)}. */
        public <A> Builder schedule(String schedule, String spec, ZoneId zone, JobKind<A> kind, A args) {
            return schedule(schedule, spec, zone, kind, args, options -> {});
        }

        /** Declares a schedule; see {@link #schedule(NewSchedule)}. */
        public <A> Builder schedule(
                String schedule, String spec, ZoneId zone, JobKind<A> kind, A args, Consumer<ScheduleOptions> options) {
            return schedule(NewSchedule.of(schedule, spec, zone, kind, args, options));
        }

        /**
         * Declares a schedule. {@link #start()} makes the database's what is declared, all of them or none in one call, and
         * what differed there it logs as a warning. It takes a login with the rights of a producer beside those of a worker.
         * Whether a schedule is paused stays; who runs its jobs does not matter.
         */
        public Builder schedule(NewSchedule schedule) {
            schedules.add(schedule);
            return this;
        }

        /** Names the set of the declared schedules, and says whether those are deleted that it has no more. */
        public Builder schedules(UnaryOperator<ScheduleSetOptions> options) {
            scheduleSet = options.apply(scheduleSet);
            return this;
        }

        /** Reads arguments and writes results; {@link JsonCodec#standard()} unless told. */
        public Builder codec(JsonCodec value) {
            this.codec = value;
            return this;
        }

        /** Adds what runs around each call of a handler. The one that is added first is the outermost. */
        public Builder interceptor(JobInterceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /**
         * Runs handlers on threads of this executor, such as Spring's {@code AsyncTaskExecutor} or one that carries contexts
         * over. Unless told the worker has threads of its own, virtual ones on JDK 21 and later.
         *
         * <p>The executor stays the caller's: the worker never shuts it down, and has to be closed before the caller does. A
         * task works off one job after the other and ends when its queue is empty; there are at most as many at once as the
         * worker's {@code concurrency}, or without one as the {@code concurrency} of all queues together. With fewer threads fewer handlers run, and jobs that find none for two
         * seconds go back to the database. So do those whose task the executor rejects. It must not run tasks on the thread
         * that gives them to it.
         */
        public Builder executor(Executor value) {
            this.executor = value;
            return this;
        }

        /** Adds somebody who is told what happens to the jobs. */
        public Builder listener(JobListener listener) {
            listeners.add(listener);
            return this;
        }

        /**
         * Ends a job whose args cannot be decoded for its handler as failed at once. Unless told, it is tried again with
         * backoff, like any that fails: a deployment may mend it.
         */
        public Builder failUndecodableArgs() {
            this.undecodableArgsFail = true;
            return this;
        }

        /**
         * Bounds what is claimed ahead of need, in bytes of args, metadata and checkpoints: what all queues together hold
         * of jobs that have not started, and what one claim brings. One job may always be claimed, however large it is. A
         * sixteenth of the largest heap, 1 to 256 MiB, unless told.
         */
        public Builder prefetchBytes(long value) {
            this.prefetchBytes = value;
            return this;
        }

        /**
         * How long {@link #close()} lets handlers finish before it interrupts them; 25 s unless told. Closing takes at
         * most five seconds more, also when the database does not answer.
         */
        public Builder shutdownGrace(Duration value) {
            this.shutdownGrace = value;
            return this;
        }

        /** How often the worker says that it is alive, at least 100 ms; the database's default unless told. */
        public Builder heartbeatEvery(Duration value) {
            this.heartbeatEvery = value;
            return this;
        }

        /** How long without a heartbeat until others take over its jobs; the database's default unless told. */
        public Builder deadAfter(Duration value) {
            this.deadAfter = value;
            return this;
        }

        /**
         * Checks the configuration, connects, applies the declared schedules, registers, and starts to take jobs.
         *
         * @throws InvalidConfigurationException naming all problems of the configuration
         * @throws WorkerStartException when the database cannot be reached or speaks another contract, when not all of
         *     the connections are to be had, or when a declared schedule is refused, which it names
         */
        public AwaWorker start() {
            JsonCodec used = codec == null ? JsonCodec.standard() : codec;
            var config = new WorkerConfig(
                    dataSource,
                    name,
                    concurrency,
                    queues,
                    handlers,
                    used,
                    interceptors,
                    executor,
                    listeners,
                    undecodableArgsFail,
                    prefetchBytes,
                    shutdownGrace,
                    heartbeatEvery,
                    deadAfter,
                    schedules,
                    scheduleSet);
            var all = new ArrayList<>(problems);
            all.addAll(config.problems());
            if (codec == null
                    && handlers.values().stream()
                            .anyMatch(handler -> handler.kind().argsType() != null)) {
                try {
                    used.encode(Map.of());
                } catch (JsonCodecException e) {
                    all.add(String.valueOf(e.getMessage()));
                }
            }
            if (!all.isEmpty()) {
                throw new InvalidConfigurationException(all);
            }
            var runtime = new WorkerRuntime(config);
            runtime.start();
            return new AwaWorker(runtime);
        }
    }
}

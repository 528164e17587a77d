package dev.awa.client;

import static dev.awa.client.jooq.tables.ApplySchedules.APPLY_SCHEDULES;
import static dev.awa.client.jooq.tables.BackfillSchedule.BACKFILL_SCHEDULE;
import static dev.awa.client.jooq.tables.CancelByUniqueKey.CANCEL_BY_UNIQUE_KEY;
import static dev.awa.client.jooq.tables.CancelJob.CANCEL_JOB;
import static dev.awa.client.jooq.tables.DeleteJob.DELETE_JOB;
import static dev.awa.client.jooq.tables.DeleteSchedule.DELETE_SCHEDULE;
import static dev.awa.client.jooq.tables.DescribeKind.DESCRIBE_KIND;
import static dev.awa.client.jooq.tables.InsertJob.INSERT_JOB;
import static dev.awa.client.jooq.tables.InsertJobs.INSERT_JOBS;
import static dev.awa.client.jooq.tables.InsertMany.INSERT_MANY;
import static dev.awa.client.jooq.tables.NextFires.NEXT_FIRES;
import static dev.awa.client.jooq.tables.PauseSchedule.PAUSE_SCHEDULE;
import static dev.awa.client.jooq.tables.PutSchedule.PUT_SCHEDULE;
import static dev.awa.client.jooq.tables.RescheduleJob.RESCHEDULE_JOB;
import static dev.awa.client.jooq.tables.ResumeSchedule.RESUME_SCHEDULE;
import static dev.awa.client.jooq.tables.RetryJob.RETRY_JOB;
import static dev.awa.client.jooq.tables.TriggerSchedule.TRIGGER_SCHEDULE;

import dev.awa.client.jooq.tables.CancelByUniqueKey;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jooq.Converter;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.types.YearToSecond;
import org.jspecify.annotations.Nullable;

/**
 * Enqueues, cancels and looks up jobs through the functions of schema {@code awa}.
 *
 * <p>{@link #create} gives a client whose every call is a transaction of its own. {@link #using(Connection) using} gives
 * one that works inside the caller's transaction: it never commits, rolls back or closes anything, and the job is there
 * if and when the caller commits.
 *
 * <p>Errors of Awa are {@link AwaException}s; the first call throws {@link ContractException} if the
 * database has no Awa or one of another major version; anything else that goes wrong in the database is jOOQ's {@link
 * org.jooq.exception.DataAccessException}, with the driver's exception as its cause, or what the caller's own jOOQ
 * context makes of it.
 *
 * <p>Immutable. A client is as safe for use by several threads as what it was made from: a data source is, a connection
 * isn't.
 */
public final class AwaClient {

    /** The version of the contract, major.minor, that this library was made for. */
    public static final String CONTRACT_VERSION = "1.0";

    private static final String DEFAULT_QUEUE = "default";

    private static final DataType<Duration> DURATION = SQLDataType.INTERVAL.asConvertedDataType(
            Converter.ofNullable(YearToSecond.class, Duration.class, YearToSecond::toDuration, YearToSecond::valueOf));

    private final Database database;
    private final JsonCodec codec;
    private final List<InsertInterceptor> interceptors;
    private final AtomicBoolean contractKnown;

    private AwaClient(
            Database database, JsonCodec codec, List<InsertInterceptor> interceptors, AtomicBoolean contractKnown) {
        this.database = Database.checked(database, contractKnown);
        this.codec = codec;
        this.interceptors = interceptors;
        this.contractKnown = contractKnown;
    }

    /**
     * A client that takes a connection from the data source for each call and commits what the call did, whether the
     * connections come with autocommit on or off.
     */
    public static AwaClient create(DataSource dataSource) {
        return builder(dataSource).build();
    }

    /** The same with more to be chosen. */
    public static Builder builder(DataSource dataSource) {
        return new Builder(dataSource);
    }

    /** Collects what a client is made of. */
    public static final class Builder {

        private final DataSource dataSource;
        private final List<InsertInterceptor> interceptors = new ArrayList<>();
        private JsonCodec codec = JsonCodec.standard();

        private Builder(DataSource dataSource) {
            this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        }

        /** The application's own way of writing JSON; {@link JsonCodec#standard()} unless told. */
        public Builder codec(JsonCodec value) {
            this.codec = Objects.requireNonNull(value, "codec");
            return this;
        }

        /** Adds what runs around each insert. The one that is added first is the outermost. */
        public Builder interceptor(InsertInterceptor interceptor) {
            interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
            return this;
        }

        /** The client; connects to nothing yet. */
        public AwaClient build() {
            return new AwaClient(
                    Database.ownTransactions(dataSource), codec, List.copyOf(interceptors), new AtomicBoolean());
        }
    }

    /** The same client in the transaction of the caller's connection, which stays open. */
    public AwaClient using(Connection connection) {
        return using(DSL.using(connection, SQLDialect.POSTGRES));
    }

    /** The same client in the transaction of the caller's jOOQ context, as it is at each call. */
    public AwaClient using(DSLContext context) {
        return new AwaClient(Database.context(context), codec, interceptors, contractKnown);
    }

    /**
     * The same client on a data source that hands out the connection of the transaction that surrounds the call, such as
     * Spring's {@code TransactionAwareDataSourceProxy}. Nothing is committed here: with an ordinary pool that has
     * autocommit off, the jobs would be lost.
     */
    public AwaClient using(DataSource transactionBound) {
        return new AwaClient(Database.boundDataSource(transactionBound), codec, interceptors, contractKnown);
    }

    /** Enqueues a job with the options of its kind. */
    public <A> InsertResult insert(JobKind<A> kind, A args) {
        return insert(NewJob.of(kind, args));
    }

    /** Enqueues a job: {@code insert(SendEmail.KIND, new SendEmail("a@example.com"), o -> o.priority(1))}. */
    public <A> InsertResult insert(JobKind<A> kind, A args, Consumer<InsertOptions> options) {
        return insert(NewJob.of(kind, args, options));
    }

    /**
     * Enqueues a job. What happens when its unique key is held, the outcome tells.
     *
     * @throws JsonCodecException if the arguments cannot be written as JSON
     */
    public InsertResult insert(NewJob job) {
        if (interceptors.isEmpty()) {
            return insertNow(job);
        }
        NewJob copy = job.copy();
        return InsertCall.of(List.of(copy), interceptors, () -> insertNow(copy), done -> List.of(done.id()));
    }

    private InsertResult insertNow(NewJob job) {
        InsertOptions o = job.options();
        JSONB args = JSONB.valueOf(job.args(codec));
        JSONB metadata = json(o.metadataJson(codec));
        return database.call(context -> Rows.insertResult(context.fetchSingle(INSERT_JOB.call(
                job.kind(),
                args,
                o.queue,
                o.priority,
                o.runAt,
                o.maxAttempts,
                o.uniqueBy == null ? null : JSONB.valueOf(o.uniqueBy.json()),
                o.orderingKey,
                o.tags == null ? null : o.tags.toArray(String[]::new),
                metadata,
                json(o.optsJson())))));
    }

    /** Enqueues jobs of one kind, with its options, all or none of them, in one round trip: the fastest way. */
    public <A> List<Long> insertMany(JobKind<A> kind, Collection<? extends A> args) {
        return insertMany(kind, args, options -> {});
    }

    /**
     * Enqueues many jobs of one kind with the same options, all or none of them, in one round trip: the fastest way.
     *
     * @param options a unique key is not among those that it takes
     * @return the ids, in the order of the arguments
     * @throws IllegalArgumentException if there is a unique key
     * @throws JsonCodecException if the arguments of one cannot be written as JSON
     */
    public <A> List<Long> insertMany(JobKind<A> kind, Collection<? extends A> args, Consumer<InsertOptions> options) {
        InsertOptions o = kind.options(options);
        if (args.isEmpty()) {
            return List.of();
        }
        if (interceptors.isEmpty()) {
            return insertManyNow(kind, args, o);
        }
        return InsertCall.ofKind(kind.name(), args.size(), o, interceptors, () -> insertManyNow(kind, args, o));
    }

    private <A> List<Long> insertManyNow(JobKind<A> kind, Collection<? extends A> args, InsertOptions o) {
        if (o.uniqueBy != null) {
            throw new IllegalArgumentException(
                    "insertMany takes no unique key, as in " + o.uniqueBy + "; insertAll does");
        }
        JSONB[] array = args.stream()
                .map(each -> JSONB.valueOf(kind.encode(each, codec)))
                .toArray(JSONB[]::new);
        JSONB metadata = json(o.metadataJson(codec));
        String[] orderingKeys = o.orderingKey == null
                ? null
                : Collections.nCopies(array.length, o.orderingKey).toArray(String[]::new);
        return database.call(context -> context.selectFrom(INSERT_MANY.call(
                        kind.name(),
                        array,
                        o.queue,
                        o.priority,
                        o.runAt,
                        o.maxAttempts,
                        orderingKeys,
                        o.tags == null ? null : o.tags.toArray(String[]::new),
                        metadata,
                        json(o.optsJson())))
                .fetch(INSERT_MANY.ID));
    }

    /** Enqueues jobs of one kind, with its options, all or none of them, in one round trip. */
    public <A> List<InsertResult> insertAll(JobKind<A> kind, Collection<? extends A> args) {
        return insertAll(kind, args, options -> {});
    }

    /** Enqueues jobs of one kind with the same options, all or none of them, in one round trip. */
    public <A> List<InsertResult> insertAll(
            JobKind<A> kind, Collection<? extends A> args, Consumer<InsertOptions> options) {
        return insertJobs(
                args.stream().map(each -> NewJob.of(kind, each, options)).toList());
    }

    /**
     * Enqueues jobs of any kinds, each with its own options, all or none of them, in one round trip.
     *
     * @return one result per job, in the same order
     * @throws JsonCodecException if the arguments of one cannot be written as JSON
     */
    public List<InsertResult> insertJobs(Collection<NewJob> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        if (interceptors.isEmpty()) {
            return insertJobsNow(jobs);
        }
        List<NewJob> copies = jobs.stream().map(NewJob::copy).toList();
        return InsertCall.of(
                copies,
                interceptors,
                () -> insertJobsNow(copies),
                done -> done.stream().map(InsertResult::id).toList());
    }

    private List<InsertResult> insertJobsNow(Collection<NewJob> jobs) {
        JSONB array =
                JSONB.valueOf(jobs.stream().map(job -> job.json(codec)).collect(Collectors.joining(",", "[", "]")));
        return database.call(context -> context.selectFrom(INSERT_JOBS.call(array, (JSONB) null))
                .orderBy(INSERT_JOBS.ORDINAL)
                .fetch(Rows::insertResult));
    }

    /**
     * Stores the schema of a kind in the database, if it is not there. Needs the rights of a worker or operator.
     *
     * @return whether anything has changed
     */
    public boolean describe(JobKind<?> kind) {
        return database.call(context -> !context.fetchSingle(
                        DESCRIBE_KIND.call(kind.name(), json(kind.schema()), null, (JSONB) null))
                .getOutcome()
                .equals("unchanged"));
    }

    /** Cancels a job in any state before the end. */
    public CancelResult cancel(long id) {
        return cancelJob(id, null);
    }

    /** Cancels a job in any state before the end, and records why. */
    public CancelResult cancel(long id, String reason) {
        return cancelJob(id, reason);
    }

    private CancelResult cancelJob(long id, @Nullable String reason) {
        return database.call(context -> {
            var row = context.fetchSingle(CANCEL_JOB.call(id, reason, (JSONB) null));
            return Rows.cancelResult(row.getId(), row.getOutcome(), row.getState(), null);
        });
    }

    /** Cancels the job that holds a unique key: the key that an insert of these arguments would have had. */
    public <A> CancelResult cancelByUniqueKey(JobKind<A> kind, A args, UniqueBy uniqueBy) {
        return cancelByUniqueKey(kind, args, uniqueBy, options -> {});
    }

    /** The same, for a key that includes the queue or a window of time, or with a reason. */
    public <A> CancelResult cancelByUniqueKey(
            JobKind<A> kind, A args, UniqueBy uniqueBy, Consumer<CancelOptions> options) {
        return cancelHolder(kind, kind.encode(args, codec), uniqueBy, options);
    }

    /**
     * Cancels the job of a kind that holds a unique key which doesn't include the arguments.
     *
     * @throws IllegalArgumentException if it does
     */
    public CancelResult cancelByUniqueKey(JobKind<?> kind, UniqueBy uniqueBy) {
        return cancelByUniqueKey(kind, uniqueBy, options -> {});
    }

    /** The same, for a key that includes the queue or a window of time, or with a reason. */
    public CancelResult cancelByUniqueKey(JobKind<?> kind, UniqueBy uniqueBy, Consumer<CancelOptions> options) {
        if (uniqueBy.usesArgs()) {
            throw new IllegalArgumentException("the key " + uniqueBy + " includes the arguments, and none were given");
        }
        return cancelHolder(kind, null, uniqueBy, options);
    }

    private CancelResult cancelHolder(
            JobKind<?> kind, @Nullable String args, UniqueBy by, Consumer<CancelOptions> options) {
        CancelOptions o = new CancelOptions();
        o.queue = kind.options(none -> {}).queue;
        options.accept(o);
        String queue = o.queue == null ? DEFAULT_QUEUE : o.queue;
        UniqueKey raw = by.rawKey();
        String opts = raw == null
                ? null
                : new Json.ObjectText().put("key_hex", Json.text(raw.hex())).toString();
        CancelByUniqueKey call = CANCEL_BY_UNIQUE_KEY.call(
                DSL.val(kind.name()),
                DSL.val(by.usesQueue() ? queue : null, String.class),
                by.usesArgs() && args != null ? keyArgs(args, by.argFields()) : DSL.val(null, JSONB.class),
                DSL.val(by.period(), DURATION),
                DSL.val(o.at, SQLDataType.INSTANT),
                DSL.val(by.key(), String.class),
                DSL.val(o.reason, String.class),
                DSL.val(json(opts), JSONB.class));
        return database.call(context -> {
            var row = context.fetchSingle(call);
            return Rows.cancelResult(row.getId(), row.getOutcome(), row.getState(), row.getUniqueKey());
        });
    }

    /** The part of the arguments that is in the key, picked by the database, which keeps every digit of a number. */
    private static Field<JSONB> keyArgs(String args, List<String> fields) {
        Field<JSONB> whole = DSL.val(JSONB.valueOf(args));
        if (fields.isEmpty()) {
            return whole;
        }
        return DSL.field(
                "(select coalesce(jsonb_object_agg(f.key, f.value), '{}') from jsonb_each({0}) f where f.key = any ({1}))",
                JSONB.class, whole, DSL.val(fields.toArray(String[]::new)));
    }

    /** Changes when a waiting job runs, its priority or its arguments. */
    public JobChange reschedule(long id, Consumer<RescheduleOptions> options) {
        return reschedule(id, null, options);
    }

    /** The same, for the job that holds a unique key. */
    public JobChange reschedule(UniqueKey key, Consumer<RescheduleOptions> options) {
        return reschedule(null, key, options);
    }

    private JobChange reschedule(@Nullable Long id, @Nullable UniqueKey key, Consumer<RescheduleOptions> options) {
        RescheduleOptions o = new RescheduleOptions();
        options.accept(o);
        JSONB args = o.args == null ? null : JSONB.valueOf(codec.encode(o.args));
        return database.call(context -> {
            var row = context.fetchSingle(
                    RESCHEDULE_JOB.call(id, key == null ? null : key.bytes(), o.runAt, o.priority, args, (JSONB) null));
            return Rows.change(JobChange.Outcome.of(row.getOutcome()), row.getState(), row.getDueAt());
        });
    }

    /** Runs a failed or cancelled job again, now. Needs the rights of an operator. */
    public JobChange retry(long id) {
        return database.call(context -> {
            var row = context.fetchSingle(RETRY_JOB.call(id, (Instant) null, (JSONB) null));
            return Rows.change(JobChange.Outcome.of(row.getOutcome()), row.getState(), row.getDueAt());
        });
    }

    /** Forgets an ended job before its time. Needs the rights of an operator. */
    public JobChange delete(long id) {
        return database.call(context -> {
            var row = context.fetchSingle(DELETE_JOB.call(id, (JSONB) null));
            return Rows.change(JobChange.Outcome.of(row.getOutcome()), row.getState(), null);
        });
    }

    /** Makes or changes a schedule whose jobs have the options of their kind. */
    public <A> ScheduleResult putSchedule(String name, String spec, ZoneId zone, JobKind<A> kind, A args) {
        return putSchedule(NewSchedule.of(name, spec, zone, kind, args));
    }

    /** Makes or changes a schedule: {@code putSchedule("nightly", "0 3 * * *", zone, Report.KIND, report, o -> o.overlap(SKIP))}. */
    public <A> ScheduleResult putSchedule(
            String name, String spec, ZoneId zone, JobKind<A> kind, A args, Consumer<ScheduleOptions> options) {
        return putSchedule(NewSchedule.of(name, spec, zone, kind, args, options));
    }

    /**
     * Makes a schedule, or changes it to what is given here; what is left out gets its default. Whether it is paused stays.
     *
     * @throws AwaException.NotPermitted if it belongs to another login
     * @throws JsonCodecException if the arguments cannot be written as JSON
     */
    public ScheduleResult putSchedule(NewSchedule schedule) {
        var call = PUT_SCHEDULE.call(
                schedule.name(),
                schedule.spec(),
                schedule.zone(),
                schedule.kind(),
                JSONB.valueOf(schedule.args(codec)),
                JSONB.valueOf(schedule.opts(codec)));
        Field<JSONB> changes = DSL.field("{0} -> 'changes'", JSONB.class, PUT_SCHEDULE.DETAILS);
        return database.call(
                context -> Rows.scheduleResults(context, call, changes).get(0));
    }

    /** Makes the schedules of a declared set what they are here, all or none, in one round trip; no others are touched. */
    public List<ScheduleResult> applySchedules(Collection<NewSchedule> schedules) {
        return applySchedules(schedules, options -> {});
    }

    /**
     * The same, by the name of the set, with those deleted that it has no more, or without any change.
     *
     * @return one result per schedule, in the same order, and then one per deleted schedule
     * @throws AwaException with the position, counted from 1, and the name of the schedule that is refused
     * @throws JsonCodecException if the arguments of one cannot be written as JSON
     */
    public List<ScheduleResult> applySchedules(Collection<NewSchedule> schedules, Consumer<ApplyOptions> options) {
        ApplyOptions o = new ApplyOptions();
        options.accept(o);
        JSONB array = JSONB.valueOf(
                schedules.stream().map(each -> each.json(codec)).collect(Collectors.joining(",", "[", "]")));
        JSONB opts = o.source == null
                ? null
                : JSONB.valueOf(
                        new Json.ObjectText().put("source", Json.text(o.source)).toString());
        var call = APPLY_SCHEDULES.call(array, o.prune, o.dryRun, opts);
        return database.call(context -> Rows.scheduleResults(context, call, APPLY_SCHEDULES.CHANGES));
    }

    /**
     * Deletes a schedule; jobs that it has made stay.
     *
     * @return whether there was one
     */
    public boolean deleteSchedule(String name) {
        return database.call(context ->
                context.fetchSingle(DELETE_SCHEDULE.call(name)).getOutcome().equals("deleted"));
    }

    /**
     * Pauses a schedule until it is resumed.
     *
     * @return false if it was, in the same way
     * @throws AwaException.NotFound if there is none
     */
    public boolean pauseSchedule(String name) {
        return pause(name, null, null);
    }

    /** The same, and records why. */
    public boolean pauseSchedule(String name, String reason) {
        return pause(name, reason, null);
    }

    /** The same, until a time, by the database's clock. */
    public boolean pauseSchedule(String name, String reason, Instant until) {
        return pause(name, reason, until);
    }

    private boolean pause(String name, @Nullable String reason, @Nullable Instant until) {
        return database.call(context -> context.fetchSingle(PAUSE_SCHEDULE.call(name, reason, until))
                .getOutcome()
                .equals("paused"));
    }

    /** Ends the pause of a schedule; what becomes of the fires in it, its own options say. */
    public ResumeResult resumeSchedule(String name) {
        return resume(name, null);
    }

    /** Ends the pause of a schedule, with a choice of what becomes of the fires in it. */
    public ResumeResult resumeSchedule(String name, MissedFires missed) {
        return resume(name, missed);
    }

    private ResumeResult resume(String name, @Nullable MissedFires missed) {
        return database.call(context -> {
            var row = context.fetchSingle(RESUME_SCHEDULE.call(name, missed == null ? null : missed.sql()));
            return new ResumeResult(
                    row.getOutcome().equals("resumed"), row.getFired(), row.getDropped(), row.getSkipped());
        });
    }

    /** Makes a job of a schedule now, beside its fires, also if it is paused. */
    public TriggerResult triggerSchedule(String name) {
        return trigger(name, null);
    }

    /** The same, with a choice of what happens while another job of the schedule is under way. */
    public TriggerResult triggerSchedule(String name, Overlap overlap) {
        return trigger(name, overlap);
    }

    private TriggerResult trigger(String name, @Nullable Overlap overlap) {
        JSONB opts = overlap == null
                ? null
                : JSONB.valueOf(new Json.ObjectText()
                        .put("overlap", Json.text(overlap.sql()))
                        .toString());
        return database.call(context -> {
            var row = context.fetchSingle(TRIGGER_SCHEDULE.call(name, opts));
            return new TriggerResult(
                    row.getOutcome().equals("triggered"),
                    row.getId(),
                    row.getState() == null ? null : JobState.of(row.getState()));
        });
    }

    /** Makes the jobs of fires of a schedule since a time that have made none, the oldest 100. */
    public BackfillResult backfillSchedule(String name, Instant from) {
        return backfill(name, from, null, null);
    }

    /**
     * Makes the jobs of fires of a schedule that have made none, from a time on and before another, the oldest ones.
     *
     * @param max how many at most, 1 to 1000
     */
    public BackfillResult backfillSchedule(String name, Instant from, Instant to, int max) {
        return backfill(name, from, to, max);
    }

    private BackfillResult backfill(String name, Instant from, @Nullable Instant to, @Nullable Integer max) {
        return database.call(context -> {
            var row = context.fetchSingle(BACKFILL_SCHEDULE.call(name, from, to, max));
            return new BackfillResult(row.getFired(), row.getAlready(), row.getNextFrom());
        });
    }

    /** When a schedule with this spec in this zone would fire next, five times. */
    public List<Instant> nextFires(String spec, ZoneId zone) {
        return nextFires(spec, zone, options -> {});
    }

    /** The same, another number of times or after another time. */
    public List<Instant> nextFires(String spec, ZoneId zone, Consumer<FiresOptions> options) {
        FiresOptions o = new FiresOptions();
        options.accept(o);
        String opts = new Json.ObjectText()
                .put("days", o.bothDays ? Json.text("both") : null)
                .put("name", Json.textOf(o.name))
                .toString();
        return database.call(context -> context.selectFrom(
                        NEXT_FIRES.call(spec, NewSchedule.zoneName(zone), o.after, o.count, JSONB.valueOf(opts)))
                .fetch(NEXT_FIRES.FIRE_AT));
    }

    /** What has become of a job. */
    public Optional<JobStatus> jobStatus(long id) {
        return database.call(context -> Optional.ofNullable(Rows.status(context, id)));
    }

    /** Looks a job up, with what is in it. Needs the rights of a worker, operator or observer. */
    public Optional<Job> getJob(long id) {
        return database.call(context -> Optional.ofNullable(Rows.job(context, id)));
    }

    private static @Nullable JSONB json(@Nullable String text) {
        return text == null ? null : JSONB.valueOf(text);
    }
}

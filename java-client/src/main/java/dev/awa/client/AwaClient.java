package dev.awa.client;

import static dev.awa.client.jooq.tables.CancelByUniqueKey.CANCEL_BY_UNIQUE_KEY;
import static dev.awa.client.jooq.tables.CancelJob.CANCEL_JOB;
import static dev.awa.client.jooq.tables.DeleteJob.DELETE_JOB;
import static dev.awa.client.jooq.tables.InsertJob.INSERT_JOB;
import static dev.awa.client.jooq.tables.InsertJobs.INSERT_JOBS;
import static dev.awa.client.jooq.tables.InsertMany.INSERT_MANY;
import static dev.awa.client.jooq.tables.RescheduleJob.RESCHEDULE_JOB;
import static dev.awa.client.jooq.tables.RetryJob.RETRY_JOB;

import dev.awa.client.jooq.tables.CancelByUniqueKey;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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
 * <p>Errors that the contract names are {@link AwaException}s; the first call throws {@link ContractException} if the
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
    private final AtomicBoolean contractKnown;

    private AwaClient(Database database, JsonCodec codec, AtomicBoolean contractKnown) {
        this.database = Database.checked(database, contractKnown);
        this.codec = codec;
        this.contractKnown = contractKnown;
    }

    /**
     * A client that takes a connection from the data source for each call and commits what the call did, whether the
     * connections come with autocommit on or off.
     */
    public static AwaClient create(DataSource dataSource) {
        return create(dataSource, JsonCodec.standard());
    }

    /** The same with the application's own way of writing JSON. */
    public static AwaClient create(DataSource dataSource, JsonCodec codec) {
        return new AwaClient(Database.ownTransactions(dataSource), codec, new AtomicBoolean());
    }

    /** The same client in the transaction of the caller's connection, which stays open. */
    public AwaClient using(Connection connection) {
        return using(DSL.using(connection, SQLDialect.POSTGRES));
    }

    /** The same client in the transaction of the caller's jOOQ context, as it is at each call. */
    public AwaClient using(DSLContext context) {
        return new AwaClient(Database.context(context), codec, contractKnown);
    }

    /**
     * The same client on a data source that hands out the connection of the transaction that surrounds the call, such as
     * Spring's {@code TransactionAwareDataSourceProxy}. Nothing is committed here: with an ordinary pool that has
     * autocommit off, the jobs would be lost.
     */
    public AwaClient using(DataSource transactionBound) {
        return new AwaClient(Database.boundDataSource(transactionBound), codec, contractKnown);
    }

    /** Enqueues a job with the defaults of the database. */
    public InsertResult insert(JobArgs args) {
        return insert(NewJob.of(args));
    }

    /** Enqueues a job: {@code insert(new SendEmail("a@example.com"), o -> o.queue("email").priority(1))}. */
    public InsertResult insert(JobArgs args, Consumer<InsertOptions> options) {
        return insert(NewJob.of(args, options));
    }

    /**
     * Enqueues a job. What happens when its unique key is held, the outcome tells.
     *
     * @throws JsonCodecException if the arguments cannot be written as JSON
     */
    public InsertResult insert(NewJob job) {
        InsertOptions o = job.options();
        JSONB args = JSONB.valueOf(codec.encode(job.args()));
        JSONB metadata = o.metadata == null ? null : JSONB.valueOf(codec.encode(o.metadata));
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

    /** Enqueues jobs with the defaults of the database, all or none of them, in one round trip. */
    public List<InsertResult> insertAll(Collection<? extends JobArgs> args) {
        return insertAll(args, options -> {});
    }

    /**
     * Enqueues many jobs of one kind with the same options, all or none of them, in one round trip: the fastest way.
     *
     * @param options a unique key is not among those that it takes
     * @return the ids, in the order of the arguments
     * @throws IllegalArgumentException if the arguments are of several kinds, or there is a unique key
     * @throws JsonCodecException if the arguments of one cannot be written as JSON
     */
    public List<Long> insertMany(Collection<? extends JobArgs> args, Consumer<InsertOptions> options) {
        var kinds = new TreeSet<String>();
        args.forEach(each -> kinds.add(JobArgs.kindOf(each.getClass())));
        InsertOptions o = new InsertOptions();
        options.accept(o);
        if (kinds.size() > 1) {
            throw new IllegalArgumentException("insertMany takes jobs of one kind, not of " + String.join(", ", kinds));
        }
        if (o.uniqueBy != null) {
            throw new IllegalArgumentException(
                    "insertMany takes no unique key, as in " + o.uniqueBy + "; insertAll does");
        }
        if (args.isEmpty()) {
            return List.of();
        }
        JSONB[] array =
                args.stream().map(each -> JSONB.valueOf(codec.encode(each))).toArray(JSONB[]::new);
        JSONB metadata = o.metadata == null ? null : JSONB.valueOf(codec.encode(o.metadata));
        String[] orderingKeys = o.orderingKey == null
                ? null
                : Collections.nCopies(array.length, o.orderingKey).toArray(String[]::new);
        return database.call(context -> context.selectFrom(INSERT_MANY.call(
                        kinds.first(),
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

    /** The same with the defaults of the database. */
    public List<Long> insertMany(Collection<? extends JobArgs> args) {
        return insertMany(args, options -> {});
    }

    /** Enqueues jobs with the same options, all or none of them, in one round trip. */
    public List<InsertResult> insertAll(Collection<? extends JobArgs> args, Consumer<InsertOptions> options) {
        return insertJobs(args.stream().map(each -> NewJob.of(each, options)).toList());
    }

    /**
     * Enqueues jobs, each with its own options, all or none of them, in one round trip.
     *
     * @return one result per job, in the same order
     * @throws JsonCodecException if the arguments of one cannot be written as JSON
     */
    public List<InsertResult> insertJobs(Collection<NewJob> jobs) {
        if (jobs.isEmpty()) {
            return List.of();
        }
        JSONB array =
                JSONB.valueOf(jobs.stream().map(job -> job.json(codec)).collect(Collectors.joining(",", "[", "]")));
        return database.call(context -> context.selectFrom(INSERT_JOBS.call(array, (JSONB) null))
                .orderBy(INSERT_JOBS.ORDINAL)
                .fetch(Rows::insertResult));
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
    public CancelResult cancelByUniqueKey(JobArgs args, UniqueBy uniqueBy) {
        return cancelByUniqueKey(args, uniqueBy, options -> {});
    }

    /** The same, for a key that includes the queue or a window of time, or with a reason. */
    public CancelResult cancelByUniqueKey(JobArgs args, UniqueBy uniqueBy, Consumer<CancelOptions> options) {
        return cancelByUniqueKey(JobArgs.kindOf(args.getClass()), args, uniqueBy, options);
    }

    /**
     * Cancels the job of a kind that holds a unique key which doesn't include the arguments.
     *
     * @throws IllegalArgumentException if it does
     */
    public CancelResult cancelByUniqueKey(String kind, UniqueBy uniqueBy) {
        return cancelByUniqueKey(kind, uniqueBy, options -> {});
    }

    /** The same, for a key that includes the queue or a window of time, or with a reason. */
    public CancelResult cancelByUniqueKey(String kind, UniqueBy uniqueBy, Consumer<CancelOptions> options) {
        if (uniqueBy.usesArgs()) {
            throw new IllegalArgumentException("the key " + uniqueBy + " includes the arguments, and none were given");
        }
        return cancelByUniqueKey(kind, null, uniqueBy, options);
    }

    private CancelResult cancelByUniqueKey(
            String kind, @Nullable Object args, UniqueBy by, Consumer<CancelOptions> options) {
        CancelOptions o = new CancelOptions();
        options.accept(o);
        String queue = o.queue == null ? DEFAULT_QUEUE : o.queue;
        UniqueKey raw = by.rawKey();
        String opts = raw == null
                ? null
                : new Json.ObjectText().put("key_hex", Json.text(raw.hex())).toString();
        CancelByUniqueKey call = CANCEL_BY_UNIQUE_KEY.call(
                DSL.val(kind),
                DSL.val(by.usesQueue() ? queue : null, String.class),
                by.usesArgs() && args != null
                        ? keyArgs(codec.encode(args), by.argFields())
                        : DSL.val(null, JSONB.class),
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

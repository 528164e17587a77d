package dev.awa.client;

import static dev.awa.client.jooq.tables.GetJob.GET_JOB;
import static dev.awa.client.jooq.tables.JobState.JOB_STATE;

import dev.awa.client.jooq.Routines;
import dev.awa.client.jooq.tables.GetJob;
import dev.awa.client.jooq.tables.records.InsertJobRecord;
import dev.awa.client.jooq.tables.records.InsertJobsRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Turns rows of the contract's functions into values of this package. */
final class Rows {

    // the database takes apart its own JSON: the application's codec may be set to expect other names
    private static final Field<Integer[]> FAILED_ATTEMPTS =
            ofEachFailure("(e.value ->> 'attempt')::int", Integer[].class);
    private static final Field<String[]> FAILURE_TIMES = ofEachFailure("e.value ->> 'at'", String[].class);
    private static final Field<String[]> FAILURE_TEXTS = ofEachFailure("e.value ->> 'error'", String[].class);
    private static final Field<String[]> FAILURE_CLASSES = ofEachFailure("e.value ->> 'class'", String[].class);
    private static final Field<String> STACK = DSL.field(
                    "{0} -> 'last_failure' ->> 'stack'", String.class, GET_JOB.DETAILS)
            .as("stack");
    private static final Field<Integer> PERCENT = DSL.field("({0} ->> 'percent')::int", Integer.class, GET_JOB.PROGRESS)
            .as("percent");
    private static final Field<String> MESSAGE =
            DSL.field("{0} ->> 'message'", String.class, GET_JOB.PROGRESS).as("message");
    private static final Field<JSONB> CHECKPOINT = DSL.field(
                    "nullif({0} -> 'checkpoint', 'null')", JSONB.class, GET_JOB.PROGRESS)
            .as("checkpoint");

    /** What differs between two schedules, with the options one by one. */
    private static final String CHANGED =
            " from (select e.key as field, e.value as change from jsonb_each(({0}) - 'opts') e"
                    + " union all select 'opts.' || o.key, o.value from jsonb_each(({0}) -> 'opts') o) c order by c.field)";

    private Rows() {}

    private static Field<String[]> ofEachChange(String expression, Field<JSONB> changes) {
        return DSL.field("array(select " + expression + CHANGED, String[].class, changes)
                .as("changes " + expression);
    }

    /**
     * The rows of put_schedule or apply_schedules, as they come.
     *
     * @param changes where they have what differs, as JSON
     */
    static List<ScheduleResult> scheduleResults(DSLContext context, Table<?> call, Field<JSONB> changes) {
        Field<String[]> fields = ofEachChange("c.field", changes);
        Field<String[]> from = ofEachChange("coalesce(c.change -> 'from', 'null')::text", changes);
        Field<String[]> to = ofEachChange("coalesce(c.change -> 'to', 'null')::text", changes);
        return context.select(call.fields())
                .select(fields, from, to)
                .from(call)
                .fetch(row -> new ScheduleResult(
                        row.get("schedule_name", String.class),
                        ScheduleResult.Outcome.of(row.get("outcome", String.class)),
                        changes(row.get(fields), row.get(from), row.get(to)),
                        Stream.of(row.get("next_fires", String[].class))
                                .map(Instant::parse)
                                .toList(),
                        row.get("sentence", String.class),
                        List.of(row.get("notes", String[].class))));
    }

    private static List<ScheduleChange> changes(String[] fields, String[] from, String[] to) {
        return IntStream.range(0, fields.length)
                .mapToObj(i -> new ScheduleChange(fields[i], from[i], to[i]))
                .toList();
    }

    private static <T> Field<T> ofEachFailure(String expression, Class<T> type) {
        return DSL.field(
                        "array(select " + expression
                                + " from jsonb_array_elements({0}) with ordinality e(value, n) order by e.n)",
                        type,
                        GET_JOB.FAILURES)
                .as("failures " + expression);
    }

    static void requireSupportedContract(DSLContext context) {
        try {
            Routines.checkContract(context.configuration(), AwaClient.CONTRACT_VERSION);
        } catch (RuntimeException e) {
            throw ContractException.from(e)
                    .<RuntimeException>map(mismatch -> mismatch)
                    .orElse(e);
        }
    }

    static InsertResult insertResult(InsertJobRecord row) {
        return new InsertResult(
                row.getId(),
                InsertOutcome.of(row.getOutcome()),
                JobState.of(row.getState()),
                row.getQueueName(),
                row.getPartition(),
                row.getDueAt(),
                uniqueKey(row.getUniqueKey()),
                row.getQueueFull());
    }

    static InsertResult insertResult(InsertJobsRecord row) {
        return new InsertResult(
                row.getId(),
                InsertOutcome.of(row.getOutcome()),
                JobState.of(row.getState()),
                row.getQueueName(),
                row.getPartition(),
                row.getDueAt(),
                uniqueKey(row.getUniqueKey()),
                row.getQueueFull());
    }

    static CancelResult cancelResult(
            @Nullable Long id, String outcome, @Nullable String state, byte @Nullable [] uniqueKey) {
        return new CancelResult(
                id, CancelOutcome.of(outcome), state == null ? null : JobState.of(state), uniqueKey(uniqueKey));
    }

    static JobChange change(JobChange.Outcome outcome, @Nullable String state, @Nullable Instant dueAt) {
        return new JobChange(outcome, state == null ? null : JobState.of(state), dueAt);
    }

    static @Nullable JobStatus status(DSLContext context, long id) {
        return context.fetchOptional(JOB_STATE.call(id))
                .map(row -> new JobStatus(
                        row.getId(),
                        JobState.of(row.getState()),
                        row.getAttempt(),
                        row.getMaxAttempts(),
                        row.getRunAt(),
                        row.getCreatedAt(),
                        row.getAttemptedAt(),
                        row.getFinalizedAt()))
                .orElse(null);
    }

    static @Nullable Job job(DSLContext context, long id) {
        GetJob job = GET_JOB.call(id);
        Record row = context.select(job.fields())
                .select(
                        FAILED_ATTEMPTS,
                        FAILURE_TIMES,
                        FAILURE_TEXTS,
                        FAILURE_CLASSES,
                        STACK,
                        PERCENT,
                        MESSAGE,
                        CHECKPOINT)
                .from(job)
                .fetchOne();
        if (row == null) {
            return null;
        }
        return new Job(
                row.get(GET_JOB.ID),
                row.get(GET_JOB.KIND),
                row.get(GET_JOB.QUEUE),
                row.get(GET_JOB.PARTITION),
                row.get(GET_JOB.PRIORITY),
                JobState.of(row.get(GET_JOB.STATE)),
                row.get(GET_JOB.ATTEMPT),
                row.get(GET_JOB.MAX_ATTEMPTS),
                row.get(GET_JOB.RUN_AT),
                row.get(GET_JOB.CREATED_AT),
                row.get(GET_JOB.ATTEMPTED_AT),
                row.get(GET_JOB.FINALIZED_AT),
                row.get(GET_JOB.WORKER_ID),
                row.get(GET_JOB.ARGS).data(),
                row.get(GET_JOB.ORDERING_KEY),
                uniqueKey(row.get(GET_JOB.UNIQUE_KEY)),
                Arrays.asList(row.get(GET_JOB.TAGS)),
                row.get(GET_JOB.METADATA).data(),
                row.get(GET_JOB.PROGRESS) == null
                        ? null
                        : new JobProgress(row.get(PERCENT), row.get(MESSAGE), text(row.get(CHECKPOINT))),
                failures(row),
                text(row.get(GET_JOB.RESULT)),
                row.get(GET_JOB.REASON),
                text(row.get(GET_JOB.OPTIONS)));
    }

    private static List<JobFailure> failures(Record row) {
        Integer[] attempts = row.get(FAILED_ATTEMPTS);
        String[] times = row.get(FAILURE_TIMES);
        String[] texts = row.get(FAILURE_TEXTS);
        String[] classes = row.get(FAILURE_CLASSES);
        List<JobFailure> failures = new ArrayList<>();
        for (int i = 0; i < attempts.length; i++) {
            Instant at = OffsetDateTime.parse(times[i]).toInstant();
            String stack = i == attempts.length - 1 ? row.get(STACK) : null;
            failures.add(new JobFailure(attempts[i], at, texts[i], classes[i], stack));
        }
        return failures;
    }

    private static @Nullable String text(@Nullable JSONB json) {
        return json == null ? null : json.data();
    }

    private static @Nullable UniqueKey uniqueKey(byte @Nullable [] bytes) {
        return bytes == null ? null : UniqueKey.of(bytes);
    }
}

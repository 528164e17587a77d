package dev.awa.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule fires, what becomes of fires that are late or overlap, and how its jobs are enqueued. What is not set has
 * the default of the kind or else of the database; values are checked by the database.
 *
 * <p>Not safe for use by several threads.
 */
public final class ScheduleOptions {

    private final InsertOptions job;
    private final Map<String, FireValue> fireValues = new LinkedHashMap<>();

    private boolean bothDays;
    private @Nullable Instant startAt;
    private @Nullable Instant endAt;
    private @Nullable Duration jitter;
    private @Nullable Overlap overlap;
    private @Nullable MissedFires catchUp;
    private @Nullable Duration catchUpWindow;
    private @Nullable Integer catchUpMax;
    private boolean startByNextFire;

    private ScheduleOptions(InsertOptions job) {
        this.job = job;
    }

    /** Those of a schedule with jobs of a kind, with its defaults. */
    static ScheduleOptions of(JobKind<?> kind, Consumer<ScheduleOptions> own) {
        ScheduleOptions options = new ScheduleOptions(kind.options(none -> {}));
        own.accept(options);
        return options;
    }

    /** A day has to match day of month and day of week if both are restricted; unless set, either is enough. */
    public ScheduleOptions bothDays() {
        bothDays = true;
        return this;
    }

    /** It does not fire before this time. */
    public ScheduleOptions startAt(Instant value) {
        startAt = value;
        return this;
    }

    /** It does not fire after this time. */
    public ScheduleOptions endAt(Instant value) {
        endAt = value;
        return this;
    }

    /** Each fire is late by up to this, at most an hour: by a time that name and fire pick, the same on every server. */
    public ScheduleOptions jitter(Duration value) {
        jitter = value;
        return this;
    }

    /** What becomes of a fire while a job of the schedule is under way; {@link Overlap#ALLOW} if not set. */
    public ScheduleOptions overlap(Overlap value) {
        overlap = value;
        return this;
    }

    /** Which of the fires that were missed make a job afterwards; {@link MissedFires#LATEST} if not set. */
    public ScheduleOptions catchUp(MissedFires value) {
        catchUp = value;
        return this;
    }

    /**
     * The same, of those that are late by no more than a window.
     *
     * @param max how many of them at most, 1 to 1000
     */
    public ScheduleOptions catchUp(MissedFires value, Duration window, int max) {
        catchUp = value;
        catchUpWindow = window;
        catchUpMax = max;
        return this;
    }

    /** A job that has not started by the next fire is not run: it ends as cancelled. */
    public ScheduleOptions startByNextFire() {
        startByNextFire = true;
        return this;
    }

    /** A job that has not started so long after its fire is not run: it ends as cancelled. */
    public ScheduleOptions startWithin(Duration value) {
        job.startWithin(value);
        startByNextFire = false;
        return this;
    }

    /** Puts what the fire has to say into a field of the arguments, in place of what they have there. */
    public ScheduleOptions argOfFire(String field, FireValue value) {
        fireValues.put(field, value);
        return this;
    }

    /** The queue, {@code default} if not set. */
    public ScheduleOptions queue(String value) {
        job.queue(value);
        return this;
    }

    /** From 1, the most urgent, to 4; 2 if not set. */
    public ScheduleOptions priority(int value) {
        job.priority(value);
        return this;
    }

    /** After how many attempts a job fails for good, 1 to 1000; 25 if not set. */
    public ScheduleOptions maxAttempts(int value) {
        job.maxAttempts(value);
        return this;
    }

    /** Makes the jobs unique: a fire whose key is held makes none. */
    public ScheduleOptions uniqueBy(UniqueBy value) {
        job.uniqueBy(value);
        return this;
    }

    /** Jobs of equal keys go to the same partition of their queue and keep their order. */
    public ScheduleOptions orderingKey(String value) {
        job.orderingKey(value);
        return this;
    }

    /** Words to find the jobs by. */
    public ScheduleOptions tags(String... values) {
        job.tags(values);
        return this;
    }

    /**
     * What travels with the jobs beside their arguments: a value that the codec writes as a JSON object, such as a map,
     * without a member {@code schedule}, where each job has the name of its schedule and the time of its fire.
     */
    public ScheduleOptions metadata(Object value) {
        job.metadata(value);
        return this;
    }

    /** How long an attempt may take before it is ended and counts as failed. */
    public ScheduleOptions timeout(Duration value) {
        job.timeout(value);
        return this;
    }

    /** How long to wait between attempts. */
    public ScheduleOptions backoff(Backoff value) {
        job.backoff(value);
        return this;
    }

    /** How long a job is kept after its end, instead of what its queue says. */
    public ScheduleOptions keep(Duration value) {
        job.keep(value);
        return this;
    }

    /** Jobs of equal keys run one after the other, in the order in which they came, also over retries. */
    public ScheduleOptions concurrencyKey(String value) {
        job.concurrencyKey(value);
        return this;
    }

    /** Of the jobs of equal keys no more than so many are under way at once, in all queues together. */
    public ScheduleOptions concurrencyKey(String value, int limit) {
        job.concurrencyKey(value, limit);
        return this;
    }

    /** The arguments are to be checked against the schema that describes the kind. */
    public ScheduleOptions validate() {
        job.validate();
        return this;
    }

    /** The arguments, as the codec has written them, with what the fire fills in. */
    String args(String encoded) {
        if (fireValues.isEmpty()) {
            return encoded;
        }
        var filled = new Json.ObjectText();
        fireValues.forEach((field, value) -> filled.put(field, value.json()));
        return Json.merged(encoded, filled.toString());
    }

    /** The object that {@code put_schedule} takes. */
    String json(JsonCodec codec) {
        var own = new Json.ObjectText()
                .put("days", bothDays ? Json.text("both") : null)
                .put("start_at", Json.textOf(startAt))
                .put("end_at", Json.textOf(endAt))
                .put("jitter", Json.textOf(jitter))
                .put("overlap", overlap == null ? null : Json.text(overlap.sql()))
                .put("catch_up", catchUp == null ? null : catchUpJson(catchUp))
                .put("queue", Json.textOf(job.queue))
                .put("priority", job.priority == null ? null : job.priority.toString())
                .put("max_attempts", job.maxAttempts == null ? null : job.maxAttempts.toString())
                .put("run_at", Json.textOf(job.runAt)) // of the kind's defaults; refused
                .put("unique_by", job.uniqueBy == null ? null : job.uniqueBy.json())
                .put("ordering_key", Json.textOf(job.orderingKey))
                .put("tags", job.tags == null ? null : Json.textArray(job.tags))
                .put("metadata", job.metadataJson(codec))
                .put("start_by", startByNextFire ? Json.text("next_fire") : null)
                .toString();
        String ofJob = job.optsJson();
        return ofJob == null ? own : Json.merged(ofJob, own);
    }

    private String catchUpJson(MissedFires policy) {
        return new Json.ObjectText()
                .put("policy", Json.text(policy.sql()))
                .put("window", Json.textOf(catchUpWindow))
                .put("max", catchUpMax == null ? null : catchUpMax.toString())
                .toString();
    }
}

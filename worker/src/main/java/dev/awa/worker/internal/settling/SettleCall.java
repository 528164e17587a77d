package dev.awa.worker.internal.settling;

import dev.awa.worker.internal.connection.Link;
import dev.awa.worker.internal.connection.SessionMode;
import dev.awa.worker.internal.connection.SqlValues;
import dev.awa.worker.internal.lease.Claim;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A call of one settling function, for jobs of one claim or several: one statement, one transaction, one round trip. */
final class SettleCall {

    /** Which function is called. */
    enum Verb {
        PROGRESS,
        COMPLETE,
        FAIL,
        SNOOZE,
        CANCEL,
        RELEASE;

        boolean takesOneJob() {
            return this == PROGRESS || this == SNOOZE;
        }
    }

    /** What all settlements of a call have in common. */
    private record Key(
            Verb verb,
            Claim claim,
            @Nullable Duration delay,
            boolean forGood,
            @Nullable String reason) {}

    /** What one of its rows of values carries. */
    private record Group(Key key, List<Settlement> items) {}

    /** Jobs of one claim that go into one row of values. */
    private static final int LARGEST_GROUP = 1000;
    /** Groups in one statement; also bounds how many texts of each statement there are. */
    private static final int MOST_GROUPS = 16;
    /** Jobs in one statement: parts of claims take a lock for each, and a transaction gets 3,000 of them. */
    private static final int MOST_JOBS = 2500;

    private static final String REPORT = "'{\"on_lost\": \"report\"}'";
    /** A job that somebody keeps locked must not hold up the others for long; it is tried again. */
    private static final String LOCK_LIMIT = "100ms";

    private final Verb verb;
    private final List<Group> groups;

    private SettleCall(Verb verb, List<Group> groups) {
        this.verb = verb;
        this.groups = groups;
    }

    /** The calls that settle these, in the order in which they must be made: progress comes before the end. */
    static List<SettleCall> of(List<Settlement> settlements) {
        var open = new HashMap<Key, Group>();
        var byVerb = new EnumMap<Verb, List<Group>>(Verb.class);
        for (Settlement settlement : settlements) {
            Key key = keyOf(settlement);
            Group group = open.get(key);
            if (group == null
                    || group.items().size() == LARGEST_GROUP
                    || key.verb().takesOneJob()) {
                group = new Group(key, new ArrayList<>());
                open.put(key, group);
                byVerb.computeIfAbsent(key.verb(), verb -> new ArrayList<>()).add(group);
            }
            group.items().add(settlement);
        }
        var calls = new ArrayList<SettleCall>();
        byVerb.forEach((verb, groups) -> calls.addAll(of(verb, groups)));
        return calls;
    }

    private static List<SettleCall> of(Verb verb, List<Group> groups) {
        var calls = new ArrayList<SettleCall>();
        var next = new ArrayList<Group>();
        int jobs = 0;
        for (Group group : groups) {
            if (!next.isEmpty()
                    && (next.size() == MOST_GROUPS || jobs + group.items().size() > MOST_JOBS)) {
                calls.add(new SettleCall(verb, next));
                next = new ArrayList<>();
                jobs = 0;
            }
            next.add(group);
            jobs += group.items().size();
        }
        calls.add(new SettleCall(verb, next));
        return calls;
    }

    /** What it settles. */
    List<Settlement> items() {
        return groups.size() == 1
                ? groups.get(0).items()
                : groups.stream().flatMap(group -> group.items().stream()).toList();
    }

    /** The same in smaller calls, those of jobs of one claim only if {@code apart}; empty if it cannot be divided. */
    List<SettleCall> divided(boolean apart) {
        if (groups.size() > 1) {
            return groups.stream()
                    .map(group -> new SettleCall(verb, List.of(group)))
                    .toList();
        }
        Group only = groups.get(0);
        return only.items().size() == 1 || !apart
                ? List.of()
                : only.items().stream()
                        .map(item -> new SettleCall(verb, List.of(new Group(only.key(), List.of(item)))))
                        .toList();
    }

    /** Makes the call and notes the database's answer in each settlement. */
    @Nullable
    Void make(Connection connection, SessionMode mode) throws SQLException {
        try (PreparedStatement statement = Link.prepare(connection, text(verb, groups.size()), mode)) {
            int next = 1;
            for (Group group : groups) {
                Claim claim = group.key().claim();
                statement.setObject(next++, claim.identity().workerId());
                statement.setLong(next++, claim.id());
                next = bind(connection, statement, next, group);
            }
            try (ResultSet rows = statement.executeQuery()) {
                var byId = new HashMap<Integer, Map<Long, Settlement>>();
                while (rows.next()) {
                    int number = rows.getInt(1);
                    read(verb, rows, () -> byId.computeIfAbsent(number, n -> byId(groups.get(n - 1))));
                }
            }
        }
        return null;
    }

    private static Key keyOf(Settlement settlement) {
        Claim claim = settlement.attempt().claim();
        Verdict verdict = settlement.verdict();
        if (verdict instanceof Verdict.Complete) {
            return new Key(Verb.COMPLETE, claim, null, false, null);
        } else if (verdict instanceof Verdict.Fail fail) {
            return new Key(Verb.FAIL, claim, fail.retryAfter(), fail.forGood(), null);
        } else if (verdict instanceof Verdict.Snooze snooze) {
            return new Key(Verb.SNOOZE, claim, snooze.delay(), false, null);
        } else if (verdict instanceof Verdict.Cancel cancel) {
            return new Key(Verb.CANCEL, claim, null, false, cancel.reason());
        } else if (verdict instanceof Verdict.Release) {
            return new Key(Verb.RELEASE, claim, null, false, null);
        } else if (verdict instanceof Verdict.Progress) {
            return new Key(Verb.PROGRESS, claim, null, false, null);
        }
        throw new IllegalStateException("no function settles " + verdict);
    }

    private static int bind(Connection connection, PreparedStatement statement, int first, Group group)
            throws SQLException {
        List<Settlement> items = group.items();
        Settlement only = items.get(0);
        int next = first;
        if (group.key().verb().takesOneJob()) {
            statement.setLong(next++, only.jobId());
        } else {
            statement.setString(
                    next++,
                    SqlText.bigints(items.stream().mapToLong(Settlement::jobId).toArray()));
        }
        switch (group.key().verb()) {
            case COMPLETE -> statement.setString(next++, SqlText.jsonArray(results(items)));
            case FAIL -> {
                statement.setArray(next++, connection.createArrayOf("text", errors(items)));
                statement.setString(next++, SqlValues.interval(group.key().delay()));
                statement.setBoolean(next++, group.key().forGood());
                statement.setString(next++, failOptions(items));
            }
            case SNOOZE ->
                statement.setString(next++, SqlValues.interval(group.key().delay()));
            case CANCEL -> statement.setString(next++, group.key().reason());
            case PROGRESS -> {
                var progress = (Verdict.Progress) only.verdict();
                statement.setObject(next++, progress.percent(), Types.INTEGER);
                statement.setString(next++, progress.message());
                statement.setString(next++, progress.checkpoint());
            }
            case RELEASE -> {}
        }
        return next;
    }

    private static void read(Verb verb, ResultSet rows, Supplier<Map<Long, Settlement>> group) throws SQLException {
        switch (verb) {
            case COMPLETE, CANCEL, RELEASE -> {
                if (rows.getString(2) != null) {
                    for (Long id : (Long[]) rows.getArray(2).getArray()) {
                        settlement(group, id).answer(true, false, null);
                    }
                }
            }
            case FAIL, SNOOZE -> {
                String outcome = rows.getString(3);
                settlement(group, rows.getLong(2))
                        .answer("lost".equals(outcome), "failed".equals(outcome), SqlValues.instant(rows, 4));
            }
            case PROGRESS -> {}
        }
    }

    private static Settlement settlement(Supplier<Map<Long, Settlement>> group, long id) {
        return Objects.requireNonNull(group.get().get(id), () -> "the database settled job " + id + " unasked");
    }

    private static Map<Long, Settlement> byId(Group group) {
        var byId = new HashMap<Long, Settlement>();
        group.items().forEach(item -> byId.put(item.jobId(), item));
        return byId;
    }

    private static List<@Nullable String> results(List<Settlement> items) {
        List<@Nullable String> results = new ArrayList<>(items.size());
        items.forEach(item -> results.add(((Verdict.Complete) item.verdict()).result()));
        return results;
    }

    private static String[] errors(List<Settlement> items) {
        return items.stream()
                .map(item -> ((Verdict.Fail) item.verdict()).error())
                .toArray(String[]::new);
    }

    private static String failOptions(List<Settlement> items) {
        List<@Nullable String> causes = new ArrayList<>(items.size());
        for (Settlement item : items) {
            Verdict.Cause cause = ((Verdict.Fail) item.verdict()).cause();
            causes.add(
                    cause == null
                            ? null
                            : "{\"class\": " + SqlText.json(cause.thrown())
                                    + (cause.stack() == null ? "" : ", \"stack\": " + SqlText.json(cause.stack()))
                                    + "}");
        }
        String told = SqlText.jsonArray(causes);
        return "{\"on_lost\": \"report\"" + (told == null ? "" : ", \"causes\": " + told) + "}";
    }

    private static String text(Verb verb, int groups) {
        return switch (verb) {
            case COMPLETE ->
                statement(groups, verb, "results", "?::jsonb", "nullif(r.lost_ids, '{}')", "complete_jobs", REPORT);
            case FAIL ->
                statement(
                        groups,
                        verb,
                        "errors, retry_after, final, opts",
                        "?::text[], ?::interval, ?::boolean, ?::jsonb",
                        "r.id, r.outcome, r.run_at",
                        "fail_jobs",
                        null);
            case SNOOZE ->
                statement(groups, verb, "delay", "?::interval", "r.id, r.outcome, r.run_at", "snooze_job", null);
            case CANCEL ->
                statement(groups, verb, "reason", "?::text", "nullif(r.lost_ids, '{}')", "cancel_running", REPORT);
            case RELEASE -> statement(groups, verb, "", "", "nullif(r.lost_ids, '{}')", "release_jobs", REPORT);
            case PROGRESS ->
                statement(
                        groups,
                        verb,
                        "percent, message, checkpoint",
                        "?::int, ?::text, ?::jsonb",
                        "r.id",
                        "set_progress",
                        null);
        };
    }

    /** One row of values per group, and one call of the function per row, by the names of its arguments. */
    private static String statement(
            int groups,
            Verb verb,
            String extraNames,
            String extraMarkers,
            String columns,
            String function,
            @Nullable String opts) {
        String jobs = verb.takesOneJob() ? "job_id" : "job_ids";
        var names = new ArrayList<>(List.of("worker_id", "claim_id", jobs));
        if (!extraNames.isEmpty()) {
            names.addAll(List.of(extraNames.split(", ")));
        }
        String markers = "?::uuid, ?::bigint, " + (verb.takesOneJob() ? "?::bigint" : "?::bigint[]")
                + (extraMarkers.isEmpty() ? "" : ", " + extraMarkers);
        String values = IntStream.rangeClosed(1, groups)
                .mapToObj(number -> "(" + number + ", " + markers + ")")
                .collect(Collectors.joining(", "));
        String arguments = names.stream().map(name -> name + " => g." + name).collect(Collectors.joining(", "));
        // the first argument depends on the limit, so that the limit is in force when the function is called
        arguments = arguments.replaceFirst("g\\.worker_id", "case when limited.by <> '' then g.worker_id end");
        return "with limited(by) as materialized (select pg_catalog.set_config('lock_timeout', '" + LOCK_LIMIT
                + "', true)) select g.number, " + columns + " from limited cross join (values " + values
                + ") as g(number, " + String.join(", ", names) + ") cross join lateral awa." + function + "("
                + arguments
                + (opts == null ? "" : ", opts => " + opts) + ") as r";
    }
}

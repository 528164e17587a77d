package dev.awa.worker.internal;

import dev.awa.worker.internal.SettleGroup.Verb;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Settles groups of one verb in one statement, which is one transaction and one round trip. */
final class SettleSql {

    /** Groups in one statement; also bounds how many texts of each statement there are. */
    private static final int MOST_GROUPS = 16;
    /** Jobs in one statement: parts of claims take a lock for each, and a transaction gets 3,000 of them. */
    private static final int MOST_JOBS = 2500;

    private static final String REPORT = "'{\"on_lost\": \"report\"}'";
    /** A job that somebody keeps locked must not hold up the others for long; it is tried again. */
    private static final String LOCK_LIMIT = "100ms";

    private final SessionMode mode;

    SettleSql(SessionMode mode) {
        this.mode = mode;
    }

    /** Divides groups of one verb into those of one statement each. */
    static List<List<SettleGroup>> calls(List<SettleGroup> groups) {
        var calls = new ArrayList<List<SettleGroup>>();
        var next = new ArrayList<SettleGroup>();
        int jobs = 0;
        for (SettleGroup group : groups) {
            if (!next.isEmpty()
                    && (next.size() == MOST_GROUPS || jobs + group.items().size() > MOST_JOBS)) {
                calls.add(next);
                next = new ArrayList<>();
                jobs = 0;
            }
            next.add(group);
            jobs += group.items().size();
        }
        if (!next.isEmpty()) {
            calls.add(next);
        }
        return calls;
    }

    /** Calls the function for each group and notes the database's answer in each settlement. */
    @Nullable
    Void settle(Connection connection, Verb verb, List<SettleGroup> groups) throws SQLException {
        try (PreparedStatement statement = Link.prepare(connection, text(verb, groups.size()), mode)) {
            int next = 1;
            for (SettleGroup group : groups) {
                statement.setObject(next++, group.claim().identity().workerId());
                statement.setLong(next++, group.claim().id());
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

    private static int bind(Connection connection, PreparedStatement statement, int first, SettleGroup group)
            throws SQLException {
        List<Settlement> items = group.items();
        Settlement only = items.get(0);
        int next = first;
        if (group.verb().takesOneJob()) {
            statement.setLong(next++, only.jobId());
        } else {
            statement.setString(
                    next++,
                    SqlText.bigints(items.stream().mapToLong(Settlement::jobId).toArray()));
        }
        switch (group.verb()) {
            case COMPLETE -> statement.setString(next++, SqlText.jsonArray(results(items)));
            case FAIL -> {
                statement.setArray(next++, connection.createArrayOf("text", errors(items)));
                statement.setString(next++, ContractCalls.interval(group.key().delay()));
                statement.setBoolean(next++, group.key().forGood());
                statement.setString(next++, failOptions(items));
            }
            case SNOOZE ->
                statement.setString(next++, ContractCalls.interval(group.key().delay()));
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
                        .answer("lost".equals(outcome), "failed".equals(outcome), ContractCalls.instant(rows, 4));
            }
            case PROGRESS -> {}
        }
    }

    private static Settlement settlement(Supplier<Map<Long, Settlement>> group, long id) {
        return Objects.requireNonNull(group.get().get(id), () -> "the database settled job " + id + " unasked");
    }

    private static Map<Long, Settlement> byId(SettleGroup group) {
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

package dev.awa.contract.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes up calls: what a verb needs to do something, most of the time, and then some of it replaced by what nobody expects. */
final class Calls {

    /** How often each verb is called; others 3 times. */
    private static final List<String> OFTEN = List.of(
            "insert_job",
            "insert_job",
            "insert_job",
            "insert_job",
            "insert_jobs",
            "insert_jobs",
            "insert_many",
            "new_jobs",
            "claim_jobs",
            "claim_jobs",
            "claim_jobs",
            "complete_jobs",
            "fail_jobs",
            "fail_jobs",
            "snooze_job",
            "release_jobs",
            "cancel_running",
            "set_progress",
            "cancel_job",
            "cancel_by_unique_key",
            "reschedule_job",
            "retry_job",
            "sleep_until_work",
            "configure_queue",
            "describe_kind",
            "put_limit",
            "next_fires");

    /** The columns of new_jobs that it answers, and does not take. */
    private static final List<String> RESULTS =
            List.of("id", "outcome", "state", "queue_name", "partition", "due_at", "unique_key", "queue_full");

    /** A call, and who it is made for. */
    record Call(Verb verb, String sql, String worker) {}

    private final Dice dice;
    private final Nasty nasty;
    private final Stock stock;
    private final Options options;
    private final List<Verb> verbs;

    // of the call that is being made up
    private String worker = "";
    private Stock.@Nullable Claim claim;
    private int jobs;

    Calls(Dice dice, Nasty nasty, Stock stock, List<Verb> verbs) {
        this.dice = dice;
        this.nasty = nasty;
        this.stock = stock;
        this.options = new Options(dice, nasty, stock);
        this.verbs = verbs;
    }

    Call next() {
        dice.malice(dice.of(0.0, 0.0, 0.0, 0.05, 0.05, 0.3));
        String often = dice.of(OFTEN);
        return dice.oneIn(3)
                ? of(dice.of(verbs))
                : of(verbs.stream()
                        .filter(v -> v.name().equals(often))
                        .findFirst()
                        .orElseThrow());
    }

    private Call of(Verb verb) {
        worker = stock.workers.isEmpty() ? "" : dice.of(stock.workers);
        claim = null;
        jobs = dice.oneIn(10) ? 30 : dice.between(1, 4);
        if (verb.has("claim_id") && !stock.claims.isEmpty()) {
            // mostly one of the last claims, which may be open still
            claim = stock.claims.get(Math.max(0, stock.claims.size() - 1 - dice.below(dice.oneIn(5) ? 100 : 6)));
            worker = claim.worker();
        }
        if (verb.name().equals("new_jobs")) {
            return new Call(verb, insert(verb), worker);
        }
        if (verb.isView()) {
            return new Call(verb, verb.query("awa." + verb.name()) + condition(verb), worker);
        }
        String arguments = verb.arguments().stream()
                .filter(a -> !a.isOptional() || !dice.oneIn(2))
                .map(a -> a.name() + " => " + value(verb, a))
                .collect(Collectors.joining(", "));
        return new Call(verb, verb.query("awa." + verb.name() + "(" + arguments + ")"), worker);
    }

    private String insert(Verb view) {
        List<Verb.Column> columns = view.columns().stream()
                .filter(c -> c.name().equals("kind")
                        || (RESULTS.contains(c.name()) ? dice.isMalicious() && dice.oneIn(20) : dice.oneIn(3)))
                .toList();
        List<String> rows = new ArrayList<>();
        for (int i = dice.between(1, 3); i > 0; i--) {
            rows.add(columns.stream()
                    .map(c -> value(view, new Verb.Argument(c.name(), c.type(), false)))
                    .collect(Collectors.joining(", ", "(", ")")));
        }
        return "insert into awa.new_jobs (%s) values %s"
                .formatted(
                        columns.stream().map(Verb.Column::name).collect(Collectors.joining(", ")),
                        String.join(", ", rows));
    }

    private String condition(Verb view) {
        if (view.columns().stream().noneMatch(c -> c.name().equals("state"))) {
            return "";
        }
        return switch (dice.below(4)) {
            case 0 -> " where x.id = " + job();
            case 1 -> " where x.state = " + state() + " and x.queue = " + Sql.text(dice.of(Stock.QUEUES));
            case 2 -> " where x.unique_key = " + key();
            default -> " order by x.id desc limit 20";
        };
    }

    private String value(Verb verb, Verb.Argument argument) {
        return dice.isMalicious() && (!argument.type().equals("jsonb") || dice.oneIn(3))
                ? nasty.value(argument.type())
                : sound(verb, argument);
    }

    private String sound(Verb verb, Verb.Argument argument) {
        return switch (argument.name()) {
            case "worker_id" -> worker.isEmpty() ? nasty.value("uuid") : Sql.text(worker) + "::uuid";
            case "claim_id" -> claim == null ? nasty.value("bigint") : Long.toString(claim.id());
            case "job_id" -> claim != null ? Long.toString(dice.of(claim.jobs())) : job();
            case "job_ids" -> jobIds();
            case "kind" -> Sql.text(dice.of(Stock.KINDS));
            case "queue" -> dice.oneIn(20) ? nasty.text() : Sql.text(dice.of(Stock.QUEUES));
            case "queues" -> queues();
            case "state" -> state();
            case "args" ->
                argument.type().equals("jsonb[]")
                        ? argsOfMany()
                        : options.args().sql();
            case "ordering_keys" ->
                Sql.texts(java.util.stream.IntStream.range(0, jobs)
                        .mapToObj(i -> "o" + dice.below(4))
                        .toList());
            case "ordering_key" -> "'o" + dice.below(4) + "'";
            case "key" -> dice.oneIn(5) ? nasty.text() : "'u" + dice.below(5) + "'";
            case "unique_key" -> key();
            case "unique_by" -> options.uniqueBy().sql();
            case "jobs" -> options.jobs().sql();
            case "metadata", "checkpoint" -> options.metadata().sql();
            case "results" ->
                dice.oneIn(3) ? "null" : Json.array(times(options::args)).sql();
            case "errors" -> "array_fill(" + nasty.text() + ", array[" + jobs + "])";
            case "opts" -> options.of(verb.name()).sql();
            case "settings" -> options.settings(verb.name()).sql();
            case "args_schema" -> options.schema().sql();
            case "priority" -> Integer.toString(dice.between(1, 4));
            case "max_attempts" -> Integer.toString(dice.between(1, 3));
            case "max_jobs" -> dice.of("1", "2", "10", "100", "1000");
            case "percent" -> Integer.toString(dice.between(0, 100));
            case "partitions" -> dice.of("1", "4", "1024", "2147483647");
            case "run_at", "at", "after" ->
                dice.of(
                        "null",
                        "now() - interval '1 s'",
                        "now() + interval '0.2 s'",
                        "now() + interval '1 day'",
                        "timestamptz '0001-01-01 00:00:00+00'",
                        "timestamptz '9999-12-31 23:59:59+00'");
            case "retry_after", "delay" ->
                dice.of(
                        "interval '0'",
                        "interval '0.01 s'",
                        "interval '1 h'",
                        "interval '100 years'",
                        "interval '1 mon -29 days'");
            case "period" -> dice.of("interval '1 h'", "interval '1 s'", "interval '1 mon'", nasty.value("interval"));
            case "period_start" -> dice.of("0", "1735689600", "-3600");
            case "name" ->
                verb.name().endsWith("_schedule")
                        ? "'s" + dice.below(4) + "'"
                        : verb.name().endsWith("_limit") ? "'l" + dice.below(3) + "'" : nasty.text();
            case "reason", "message", "description" -> nasty.text();
            case "schedules" -> options.schedules().sql();
            case "from_at" -> dice.of("now() - interval '3 days'", "now() - interval '1 min'", "now()");
            case "to_at" -> dice.of("null", "now() - interval '1 s'", "now()");
            case "until" -> dice.of("null", "now() + interval '0.2 s'", "now() + interval '1 day'");
            case "missed" -> dice.of("null", "'none'", "'latest'", "'all'");
            case "max_fires" -> Integer.toString(dice.between(1, 20));
            case "prune", "dry_run" -> dice.of("true", "false", "null");
            case "tags" -> dice.of("'{}'", "'{a}'", "array['a', 'b c', '\"']", "null");
            case "spec" -> spec();
            case "zone" -> dice.of("'UTC'", "'Europe/Berlin'", "'Pacific/Apia'", "'CET'", "'Foo+3'", nasty.text());
            case "n" -> Integer.toString(dice.between(1, 20));
            case "version" -> dice.of("'1.0'", "'1.1'", nasty.text());
            case "pending" -> dice.oneIn(3) ? "null" : Sql.text(stock.pending);
            case "final" -> dice.of("true", "false", "null");
            default -> nasty.value(argument.type());
        };
    }

    /** Fields of pieces that may stand in one, mostly in an order that makes no sense. */
    private String spec() {
        if (dice.oneIn(3)) {
            return dice.of("'0 3 * * *'", "'@every 90s'", "'@daily'", "'0 0 29 2 mon#5'", "'H H(1-3) LW * fri-mon'");
        }
        List<String> fields = new ArrayList<>();
        for (int i = dice.between(5, 6); i > 0; i--) {
            StringBuilder field = new StringBuilder(dice.of("*", "1", "*/2", "1-3", "H", "7"));
            for (int more = dice.oneIn(2) ? 0 : dice.below(6); more > 0; more--) {
                field.append(
                        dice.of("*", "0", "5", "31", "99", "-", "/", ",", "#", "L", "W", "H", "(", ")", "mon", "feb"));
            }
            fields.add(field.toString());
        }
        return Sql.text(String.join(dice.of(" ", "  ", "\t"), fields));
    }

    private String jobIds() {
        if (claim == null) {
            return nasty.value("bigint[]");
        }
        List<Long> ids = dice.oneIn(2)
                ? claim.jobs()
                : claim.jobs().subList(0, dice.between(1, claim.jobs().size()));
        jobs = ids.size();
        return Sql.longs(ids);
    }

    private String argsOfMany() {
        return dice.oneIn(20) ? "array_fill('{}'::jsonb, array[2000])" : Sql.jsons(times(options::args));
    }

    private String queues() {
        List<String> queues = new ArrayList<>();
        for (int i = dice.below(4); i > 0; i--) {
            queues.add(dice.oneIn(2) ? Stock.QUIET_QUEUE : dice.of(Stock.QUEUES));
        }
        return Sql.texts(queues);
    }

    private String state() {
        return Sql.text(dice.of(
                "pending",
                "scheduled",
                "available",
                "blocked",
                "running",
                "retryable",
                "waiting_external",
                "completed",
                "failed",
                "cancelled"));
    }

    private String job() {
        return stock.jobs.isEmpty() ? "1" : Long.toString(dice.of(stock.jobs));
    }

    private String key() {
        return stock.keys.isEmpty() ? nasty.value("bytea") : "'\\x" + dice.of(stock.keys) + "'::bytea";
    }

    private List<Json> times(java.util.function.Supplier<Json> json) {
        List<Json> values = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            values.add(json.get());
        }
        return values;
    }
}

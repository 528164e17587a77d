package dev.awa.contract.fuzz;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON objects that verbs take, with keys that they know. */
final class Options {

    private static final List<String> JOB = List.of(
            "timeout",
            "keep",
            "start_by",
            "backoff",
            "concurrency_key",
            "concurrency_limit",
            "parents",
            "on_parent_failure",
            "parents_needed",
            "parents_timeout",
            "traceparent",
            "validate");
    private static final List<String> UNIQUE_BY =
            List.of("key", "args", "queue", "period", "key_hex", "states", "on_conflict", "on_conflict", "states");
    private static final List<String> SCHEDULE = List.of(
            "days",
            "start_at",
            "end_at",
            "jitter",
            "overlap",
            "overlap",
            "catch_up",
            "catch_up",
            "unique_by",
            "priority",
            "max_attempts",
            "tags",
            "timeout",
            "backoff",
            "start_by",
            "keep",
            "concurrency_key",
            "concurrency_limit",
            "validate");
    private static final List<String> CATCH_UP = List.of("policy", "window", "max");
    private static final List<String> SPECS =
            List.of("@every 1s", "* * * * * *", "* * * * *", "@hourly", "0 3 * * mon");
    private static final List<String> BACKOFF = List.of("kind", "base", "max", "jitter");
    private static final List<String> SETTINGS = List.of("keep_completed", "keep_failed", "keep_cancelled");
    private static final List<String> QUEUE_SETTINGS = List.of(
            "partitions",
            "paused",
            "aging",
            "keep_completed",
            "keep_failed",
            "keep_cancelled",
            "max_waiting",
            "on_full",
            "max_args_bytes",
            "max_metadata_bytes",
            "max_tags_bytes",
            "max_key_bytes",
            "limits",
            "limits",
            "create");
    private static final List<String> LIMIT_SETTINGS = List.of("concurrency", "rate", "per", "burst");
    private static final List<String> SOUND_TIMES = List.of(
            "\"30 s\"",
            "\"5 min\"",
            "\"1 day\"",
            "\"0.001 s\"",
            "\"1 mon\"",
            "\"100 years\"",
            "\"1 mon -29 days\"",
            "\"1 day -23:59:59\"",
            "30",
            "0.5",
            "1e2",
            "3153600000");
    private static final List<String> STATES = List.of(
            "pending",
            "scheduled",
            "available",
            "blocked",
            "running",
            "retryable",
            "waiting_external",
            "completed",
            "failed",
            "cancelled");
    private static final List<String> SCHEMAS = List.of(
            "true",
            "{}",
            "{\"type\": \"object\", \"required\": [\"n\"], \"properties\": {\"n\": {\"type\": \"integer\"}}}",
            "{\"type\": [\"array\", \"object\"], \"items\": {\"multipleOf\": 0.1}, \"uniqueItems\": true}",
            "{\"additionalProperties\": {\"$ref\": \"#/$defs/x\"}, \"$defs\": {\"x\": {\"anyOf\": [{\"type\": \"number\"}, {\"$ref\": \"#/$defs/x\"}]}}}",
            "{\"$ref\": \"#/$defs/x\", \"$defs\": {\"x\": {\"$ref\": \"#/$defs/x\"}}}",
            "{\"not\": {\"minProperties\": 1}, \"oneOf\": [{\"maxLength\": 10}, {\"pattern\": \"^a\"}]}",
            "{\"enum\": [1, \"a\", {\"n\": 1}], \"minimum\": 1e131000, \"exclusiveMaximum\": 1e-400}",
            "{\"items\": {\"multipleOf\": 1e-16383}, \"properties\": {\"x\": {\"multipleOf\": 1e-16383}}}");
    private static final List<String> KEYWORDS = List.of(
            "type",
            "enum",
            "const",
            "properties",
            "required",
            "additionalProperties",
            "minProperties",
            "maxProperties",
            "items",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minLength",
            "maxLength",
            "pattern",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "allOf",
            "anyOf",
            "oneOf",
            "not",
            "$ref",
            "$defs",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "format",
            "$comment",
            "$id",
            "$schema");

    private final Dice dice;
    private final Nasty nasty;
    private final Stock stock;

    Options(Dice dice, Nasty nasty, Stock stock) {
        this.dice = dice;
        this.nasty = nasty;
        this.stock = stock;
    }

    /** The opts of a verb. */
    Json of(String verb) {
        return switch (verb) {
            case "insert_job", "new_jobs" -> object(JOB, 3);
            case "insert_many" -> object(JOB.subList(0, 6), 3);
            case "complete_jobs", "release_jobs", "cancel_running" -> object(List.of("on_lost"), 1);
            case "fail_jobs" -> object(List.of("on_lost", "causes"), 2);
            case "claim_jobs" -> object(List.of("async"), 1);
            case "sleep_until_work" -> object(List.of("listen"), 1);
            case "register_worker" -> object(List.of("heartbeat_every", "dead_after", "info", "kinds"), 2);
            case "next_fires" -> object(List.of("days", "name"), 2);
            case "put_schedule" -> object(SCHEDULE, 3);
            case "trigger_schedule" -> object(List.of("overlap"), 1);
            case "apply_schedules" -> object(List.of("source"), 1);
            case "describe_kind" -> object(List.of("limits"), 1);
            case "cancel_by_unique_key" -> object(List.of("all", "key_hex"), 1);
            default -> object(List.of(), 0);
        };
    }

    /** A set of schedules, small and with names of its own, most of the time. */
    Json schedules() {
        List<Json> schedules = new ArrayList<>();
        for (int i = dice.below(3); i >= 0; i--) {
            Map<String, Json> schedule = new LinkedHashMap<>();
            schedule.put("name", Json.string("s" + (dice.oneIn(10) ? dice.below(4) : i)));
            schedule.put("spec", Json.string(dice.of(SPECS)));
            schedule.put("kind", Json.string(dice.of(Stock.KINDS)));
            schedule.put("opts", object(SCHEDULE, 2));
            schedules.add(Json.object(schedule));
        }
        return Json.array(schedules);
    }

    Json uniqueBy() {
        return object(UNIQUE_BY, 3);
    }

    /** The settings of configure, configure_queue or put_limit. */
    Json settings(String verb) {
        return switch (verb) {
            case "configure" -> object(SETTINGS, 2);
            case "put_limit" -> object(LIMIT_SETTINGS, 3);
            default -> object(QUEUE_SETTINGS, 2);
        };
    }

    /** The array of insert_jobs. */
    Json jobs() {
        if (dice.isMalicious()) {
            return nasty.json();
        }
        List<Json> jobs = new ArrayList<>();
        for (int i = dice.oneIn(10) ? 40 : dice.below(6); i > 0; i--) {
            jobs.add(dice.isMalicious() && dice.oneIn(4) ? nasty.json() : job());
        }
        return Json.array(jobs);
    }

    /** Args as producers send them: any JSON. */
    Json args() {
        return dice.oneIn(4)
                ? nasty.json()
                : Json.of(dice.of("{}", "{\"n\": 1}", "{\"n\": 2, \"by\": \"ada\"}", "[1, 2, 3]", "1"));
    }

    Json metadata() {
        return dice.isMalicious()
                ? nasty.json()
                : Json.of(dice.of("{}", "{\"m\": 1}", "{\"x\": 1e131000}", "{\"traceparent\": 5}"));
    }

    Json schema() {
        if (dice.isMalicious()) {
            return schema(3);
        }
        if (dice.oneIn(20)) {
            return exponentialSchema();
        }
        return Json.of(dice.of(SCHEMAS));
    }

    private Json schema(int depth) {
        Map<String, Json> schema = new LinkedHashMap<>();
        for (int i = dice.below(4); i > 0; i--) {
            schema.put(dice.of(KEYWORDS), keyword(depth));
        }
        return Json.object(schema);
    }

    private Json keyword(int depth) {
        return switch (depth == 0 ? 3 : dice.below(6)) {
            case 0 -> schema(depth - 1);
            case 1 -> Json.array(List.of(schema(depth - 1), schema(depth - 1)));
            case 2 -> Json.object(Map.of("x", schema(depth - 1)));
            default -> nasty.json();
        };
    }

    /** Each definition refers to the next one twice. */
    private static Json exponentialSchema() {
        Map<String, Json> definitions = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            definitions.put(
                    "d" + i,
                    Json.of("{\"anyOf\": [{\"$ref\": \"#/$defs/d%1$d\"}, {\"$ref\": \"#/$defs/d%1$d\"}]}"
                            .formatted(i + 1)));
        }
        definitions.put("d20", Json.of("false"));
        return Json.object(Map.of("$ref", Json.string("#/$defs/d0"), "$defs", Json.object(definitions)));
    }

    private Json job() {
        Map<String, Json> job = new LinkedHashMap<>();
        job.put("kind", field(Json.string(dice.of(Stock.KINDS))));
        for (int i = dice.below(5); i > 0; i--) {
            switch (dice.below(10)) {
                case 0, 1 -> job.put("args", args());
                case 2 -> job.put("queue", field(Json.string(dice.of(Stock.QUEUES))));
                case 3 -> job.put("priority", field(Json.number(dice.between(1, 4))));
                case 4 ->
                    job.put(
                            "run_at",
                            field(Json.string(dice.of(
                                    "2020-01-31T08:00:00Z",
                                    "2099-01-31T08:00:00+05:45",
                                    "9999-12-31T23:59:59Z",
                                    "0001-01-01T00:00:00Z"))));
                case 5 -> job.put("max_attempts", field(Json.number(dice.between(1, 3))));
                case 6 -> job.put("unique_by", uniqueBy());
                case 7 ->
                    job.put(
                            dice.of("ordering_key", "tags"),
                            field(
                                    dice.isMalicious()
                                            ? Json.array(List.of(nasty.jsonText()))
                                            : Json.string("o" + dice.below(4))));
                case 8 -> job.put("metadata", metadata());
                default -> job.put("opts", object(JOB, 2));
            }
        }
        if (dice.isMalicious() && dice.oneIn(4)) {
            Map.Entry<String, Json> field = nasty.field();
            job.put(field.getKey(), field.getValue());
        }
        return Json.object(job);
    }

    private Json field(Json sound) {
        if (!dice.isMalicious()) {
            return sound;
        }
        return dice.oneIn(3) ? nasty.jsonTime() : nasty.json();
    }

    private Json object(List<String> keys, int most) {
        if (dice.isMalicious() && dice.oneIn(4)) {
            return nasty.json();
        }
        Map<String, Json> object = new LinkedHashMap<>();
        for (int i = keys.isEmpty() ? 0 : dice.below(most + 1); i > 0; i--) {
            String key = dice.of(keys);
            object.put(key, field(sound(key)));
            // what goes with another one only
            if (key.equals("concurrency_limit")) {
                object.putIfAbsent("concurrency_key", sound("concurrency_key"));
            } else if (List.of("on_parent_failure", "parents_needed", "parents_timeout")
                    .contains(key)) {
                object.putIfAbsent("parents", sound("parents"));
            } else if (key.equals("key_hex") && !dice.isMalicious()) {
                object.keySet().removeAll(List.of("key", "args", "queue", "period"));
            }
        }
        if (dice.isMalicious() && dice.oneIn(4)) {
            Map.Entry<String, Json> field = nasty.field();
            object.put(field.getKey(), field.getValue());
        }
        return Json.object(object);
    }

    private Json sound(String key) {
        return switch (key) {
            case "timeout",
                    "keep",
                    "start_by",
                    "base",
                    "max",
                    "aging",
                    "keep_completed",
                    "keep_failed",
                    "keep_cancelled",
                    "parents_timeout",
                    "window",
                    "period" -> dice.oneIn(4) ? nasty.jsonTime() : Json.of(dice.of(SOUND_TIMES));
            case "start_at" -> Json.of(dice.of("\"2020-01-01T00:00:00Z\"", "\"2999-01-01T00:00:00+01:00\""));
            case "end_at" -> Json.of(dice.of("\"2999-01-01T00:00:00Z\"", "\"2020-01-01T00:00:00Z\""));
            case "overlap" -> Json.string(dice.of("allow", "skip", "queue_one", "cancel_other"));
            case "catch_up" -> object(CATCH_UP, 3);
            case "policy" -> Json.string(dice.of("none", "latest", "all"));
            case "unique_by" -> uniqueBy();
            case "priority" -> Json.number(dice.between(1, 4));
            case "max_attempts" -> Json.number(dice.between(1, 3));
            case "tags" -> Json.of(dice.of("[]", "[\"a\", \"b c\"]"));
            case "source" -> Json.string(dice.of("default", "other"));
            case "heartbeat_every" -> Json.of(dice.of("\"1 s\"", "\"0.001 s\"", "60", "\"20 min\""));
            case "kinds" ->
                Json.of(dice.of("[\"good\"]", "[\"x\", \"good\"]", "[\"nobody\"]", "[]", "\"good\"", "[1]"));
            case "dead_after" -> Json.of(dice.of("\"1 hour\"", "\"1 day\"", "86400"));
            case "info" -> Json.of("{\"host\": \"app-1\"}");
            case "backoff" -> object(BACKOFF, 3);
            case "kind" -> Json.string(dice.of("exponential", "linear", "fixed"));
            case "jitter" -> Json.of(dice.of("0", "1", "0.5", "1e-400", "1e-310", "0.1e1", "0e-16383"));
            case "concurrency_key" -> Json.string("c" + dice.below(4));
            case "concurrency_limit" -> Json.number(dice.between(1, 3));
            case "parents_needed" -> Json.number(dice.between(1, 2));
            case "parents" -> parents();
            case "on_parent_failure" -> Json.string(dice.of("cancel", "run", "fail"));
            case "traceparent" -> Json.string("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            case "validate", "queue", "async", "listen", "all" -> Json.of(dice.of("true", "true", "false"));
            case "concurrency", "burst" -> Json.of(dice.of("1", "3", "1000", "null"));
            case "rate" -> Json.of(dice.of("1", "100", "1000000", "null"));
            case "per" -> Json.of(dice.of("\"0.1 s\"", "\"1 s\"", "\"366 days\""));
            case "limits" -> Json.of(dice.of("[\"l0\"]", "[\"l0\", \"l1\"]", "[\"l1\"]", "[\"l9\"]", "[]"));
            case "paused" -> Json.of(dice.of("false", "false", "true"));
            case "create" -> Json.of(dice.of("true", "true", "true", "false"));
            case "on_lost" -> Json.string(dice.of("raise", "report"));
            case "causes" ->
                Json.of(dice.of(
                        "[{\"class\": \"E\", \"stack\": \"at a\\nat b\"}]",
                        "[null]",
                        "[{\"class\": null}]",
                        "[{}, null]",
                        "[[]]",
                        "[{\"class\": 1}]",
                        "[{\"message\": \"e\"}]",
                        "null"));
            case "days" -> Json.string(dice.of("either", "both"));
            case "name" -> Json.string("n" + dice.below(100));
            case "on_full" -> Json.string(dice.of("off", "signal", "refuse"));
            case "key" -> Json.string("u" + dice.below(5));
            case "key_hex" -> Json.string(stock.keys.isEmpty() ? "aa" : dice.of(stock.keys));
            case "args" -> Json.of(dice.of("true", "[\"n\"]", "[\"n\", \"x\"]", "[]"));
            case "states" ->
                Json.array(List.of(
                        Json.string(dice.of(STATES)), Json.string(dice.of(STATES)), Json.string(dice.of(STATES))));
            case "on_conflict" -> Json.string(dice.of("existing", "raise", "replace", "keep_earliest"));
            case "partitions" -> Json.number(dice.between(1, 4));
            case "max_waiting" -> Json.of(dice.of("1", "100000", "1000000000000", "null"));
            default -> Json.of(dice.of("1", "100", "500", "null"));
        };
    }

    private Json parents() {
        List<Json> parents = new ArrayList<>();
        for (int i = dice.between(1, 3); i > 0 && !stock.jobs.isEmpty(); i--) {
            long job = dice.of(stock.jobs);
            parents.add(dice.oneIn(4) ? Json.string(Long.toString(job)) : Json.number(job));
        }
        return Json.array(parents);
    }
}

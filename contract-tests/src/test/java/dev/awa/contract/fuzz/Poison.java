package dev.awa.contract.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * What is written into the row of a job by somebody who may write anywhere, and what no call of the contract leaves there.
 *
 * @param assignment of an update of ready, deferred or ended
 * @param isUseless whether no attempt can be made of such a job, so that it has to fail before it is handed out
 */
record Poison(String assignment, boolean isUseless) {

    private static final List<String> USELESS_OPTIONS = List.of(
            "{\"timeout\": \"soon\"}",
            "{\"timeout\": 1e300}",
            "{\"timeout\": \"5000000 years -1799999990 days\"}",
            "{\"start_by\": \"soon\"}",
            "{\"start_by\": \"999999-01-01T00:00:00Z\"}",
            "{\"concurrency_key\": \"$queue\", \"concurrency_limit\": \"many\"}",
            "{\"concurrency_key\": \"$queue\", \"concurrency_limit\": 1e131000}");

    private static final List<String> ODD_OPTIONS = List.of(
            "{\"timeout\": -5}",
            "{\"keep\": \"soon\"}",
            "{\"keep\": 1e131000}",
            "{\"keep\": \"5000000 years -1799999990 days\"}",
            "{\"backoff\": \"soon\"}",
            "{\"backoff\": {\"jitter\": 1e-400}}",
            "{\"backoff\": {\"base\": \"soon\"}}",
            "{\"backoff\": {\"base\": \"5000000 years -1799999990 days\"}}",
            "{\"backoff\": {\"max\": {}}}",
            "{\"concurrency_key\": \"$queue\", \"concurrency_limit\": 0.5}",
            "{\"concurrency_key\": {}, \"concurrency_limit\": null}",
            "{\"on_parent_failure\": 5}",
            "{\"unheard of\": 5}",
            "[\"timeout\", \"keep\", \"start_by\", \"backoff\", \"concurrency_key\"]",
            "\"keep\"",
            "5",
            "null");

    private static final List<String> ODD_COLUMNS = List.of(
            "errors = '{\"a\": 1}'",
            "errors = '5'",
            "errors = '[5, null]'",
            "metadata = '5'",
            "progress = '5'",
            "progress = (select jsonb_agg('1e131000'::numeric) from generate_series(1, 100))",
            "tags = array[array['a'], array[null]]",
            "created_at = 'infinity'",
            "created_at = '4000-01-01 00:00:00+00 BC'",
            "attempt = 32767",
            "attempt = 32767, max_attempts = 32767",
            "attempt = -32768",
            "max_attempts = 0",
            "max_attempts = -32768");

    /** What the time of a waiting job may be; of one that runs it does not matter. */
    private static final List<String> TIMES =
            List.of("run_at = 'infinity'", "run_at = '-infinity'", "run_at = '4000-01-01 00:00:00+00 BC'");

    private static final String TOO_LARGE =
            "args = (select jsonb_agg('1e131000'::numeric) from generate_series(1, 1000))";

    static List<Poison> all() {
        List<Poison> all = new ArrayList<>();
        all.add(new Poison(TOO_LARGE, true));
        USELESS_OPTIONS.forEach(options -> all.add(new Poison("options = '" + options + "'", true)));
        ODD_OPTIONS.forEach(options -> all.add(new Poison("options = '" + options + "'", false)));
        ODD_COLUMNS.forEach(column -> all.add(new Poison(column, false)));
        TIMES.forEach(time -> all.add(new Poison(time, false)));
        return all;
    }

    /** The statement that poisons jobs of a queue; concurrency keys are the queue's own. */
    String update(String table, String queue) {
        return "update awa_store." + table + " set " + assignment.replace("$queue", queue) + " where job_id = any (?)";
    }

    @Override
    public String toString() {
        return assignment;
    }
}

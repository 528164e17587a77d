package dev.awa.contract.fuzz;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the calls of a run have answered with, for later calls to ask about. */
final class Stock {

    static final List<String> KINDS = List.of("k", "send_email", "\u00fc \"kind\"");

    /** Queues that jobs are put into most of the time. */
    static final List<String> QUEUES =
            List.of("default", "email", "two words", "\u00fcn\u00ef \"quoted\"", "{a,b}", "parts");

    /** A queue that is slept on, and that only {@link Checks} puts jobs into. */
    static final String QUIET_QUEUE = "quiet";

    private static final int MEMORY = 400;

    record Claim(long id, String worker, List<Long> jobs) {}

    final List<Long> jobs = new ArrayList<>();
    final List<Claim> claims = new ArrayList<>();
    final List<String> workers = new ArrayList<>();
    final List<String> keys = new ArrayList<>();
    final Set<Long> jobsOfRound = new HashSet<>();
    String pending = "";

    /** Takes note of an answer: the columns of each row by name, and who had asked. */
    void learn(String verb, String worker, List<Map<String, String>> rows) {
        Map<Long, List<Long>> claimed = new TreeMap<>();
        for (Map<String, String> row : rows) {
            String id = row.get("id");
            if (id != null) {
                long job = Long.parseLong(id);
                jobsOfRound.add(job);
                remember(jobs, job, MEMORY);
                if (row.get("claim_id") != null) {
                    claimed.computeIfAbsent(Long.parseLong(row.get("claim_id")), c -> new ArrayList<>())
                            .add(job);
                }
            }
            if (row.get("unique_key") != null) {
                remember(keys, row.get("unique_key"), 50);
            }
            if (verb.equals("register_worker")) {
                remember(workers, row.get("worker_id"), 6);
            }
            if (row.get("pending_after") != null) {
                pending = row.get("pending_after");
            }
        }
        claimed.forEach((claim, ids) -> remember(claims, new Claim(claim, worker, ids), MEMORY));
    }

    private static <T> void remember(List<T> memory, T value, int most) {
        if (memory.size() >= most) {
            memory.remove(0);
        }
        memory.add(value);
    }
}

package dev.awa.bench;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts what became of every enqueued job, by its id. */
final class Accounting {
    private long enqueued;
    private long completed;
    private long lost;
    private long duplicated;

    /** Jobs that were enqueued, and those that were claimed and completed after it. */
    void add(List<Long> in, List<Long> out) {
        Set<Long> once = new HashSet<>(out);
        Set<Long> missing = new HashSet<>(in);
        missing.removeAll(once);
        enqueued += in.size();
        completed += out.size();
        lost += missing.size();
        duplicated += out.size() - once.size();
    }

    boolean isClean() {
        return lost == 0 && duplicated == 0 && enqueued == completed;
    }

    @Override
    public String toString() {
        return enqueued + " jobs enqueued, " + completed + " completed, " + lost + " lost, " + duplicated
                + " handed out twice";
    }

    Object toMap() {
        return Json.object("enqueued", enqueued, "completed", completed, "lost", lost, "duplicated", duplicated);
    }
}

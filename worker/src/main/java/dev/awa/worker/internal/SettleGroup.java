package dev.awa.worker.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settlements that one function call can carry. */
record SettleGroup(Key key, List<Settlement> items) {

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
    record Key(
            Verb verb,
            Claim claim,
            @Nullable Duration delay,
            boolean forGood,
            @Nullable String reason) {}

    private static final int LARGEST = 1000;

    Verb verb() {
        return key.verb();
    }

    Claim claim() {
        return key.claim();
    }

    /** Groups by verb, in the order in which they must be told: progress comes before the end. */
    static Map<Verb, List<SettleGroup>> of(List<Settlement> settlements) {
        var open = new LinkedHashMap<Key, SettleGroup>();
        var byVerb = new EnumMap<Verb, List<SettleGroup>>(Verb.class);
        for (Settlement settlement : settlements) {
            Key key = keyOf(settlement);
            SettleGroup group = open.get(key);
            if (group == null || group.items().size() == LARGEST || key.verb().takesOneJob()) {
                group = new SettleGroup(key, new ArrayList<>());
                open.put(key, group);
                byVerb.computeIfAbsent(key.verb(), verb -> new ArrayList<>()).add(group);
            }
            group.items().add(settlement);
        }
        return byVerb;
    }

    /** The same work in calls of one job each. */
    List<SettleGroup> singles() {
        return items.stream().map(item -> new SettleGroup(key, List.of(item))).toList();
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
}

package dev.awa.contract.schedules;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Looks at every second, or every minute, whether a spec fires then: what the clock on the wall shows, and no reckoning. */
final class Walk {

    private final Spec spec;
    private final ZoneRules rules;

    private final boolean[] seconds;
    private final boolean[] minutes;
    private final boolean[] hours;

    private @Nullable LocalDate lastDate;
    private boolean takesLastDate;

    Walk(Spec spec, ZoneRules rules) {
        this.spec = spec;
        this.rules = rules;
        this.seconds = taken(spec.takesSecond(), 60);
        this.minutes = taken(spec.takesMinute(), 60);
        this.hours = taken(spec.takesHour(), 24);
    }

    private static boolean[] taken(IntPredicate values, int count) {
        boolean[] taken = new boolean[count];
        for (int i = 0; i < count; i++) {
            taken[i] = values.test(i);
        }
        return taken;
    }

    /** The first fires later than a time, at most so many, up to an end; in seconds since the epoch. */
    List<Long> fires(long after, long end, int most) {
        List<Long> fires = new ArrayList<>();
        int step = spec.hasSeconds() ? 1 : 60;
        long now = Math.floorDiv(after, step) * step + step;
        while (now <= end && fires.size() < most) {
            ZoneOffset offset = rules.getOffset(Instant.ofEpochSecond(now));
            ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(now));
            long change = next == null ? Long.MAX_VALUE : next.toEpochSecond();
            // Of a time that came an hour ago.
            ZoneOffsetTransition last = rules.previousTransition(Instant.ofEpochSecond(now + 1));
            long repeatedUntil = last == null || last.isGap() || spec.followsTime()
                    ? Long.MIN_VALUE
                    : last.toEpochSecond() - last.getDuration().getSeconds();
            if (last != null && last.toEpochSecond() == now && last.isGap() && !spec.followsTime() && skips(last)) {
                fires.add(now);
                now += step;
            }
            for (; now < change && now <= end && fires.size() < most; now += step) {
                if (now >= repeatedUntil && takes(now + offset.getTotalSeconds())) {
                    fires.add(now);
                }
            }
        }
        return fires;
    }

    /** Whether one of the wall times that a gap leaves out, or the one at its end, is taken. */
    private boolean skips(ZoneOffsetTransition gap) {
        for (LocalDateTime time = gap.getDateTimeBefore();
                !time.isAfter(gap.getDateTimeAfter());
                time = time.plusSeconds(spec.hasSeconds() ? 1 : 60)) {
            if (takes(time.toEpochSecond(ZoneOffset.UTC))) {
                return true;
            }
        }
        return false;
    }

    private boolean takes(long wall) {
        int ofDay = (int) Math.floorMod(wall, 86400L);
        if (!minutes[ofDay / 60 % 60] || !hours[ofDay / 3600] || !seconds[ofDay % 60]) {
            return false;
        }
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(wall, 86400L));
        if (!date.equals(lastDate)) {
            lastDate = date;
            takesLastDate = spec.takesDate(date);
        }
        return takesLastDate;
    }
}

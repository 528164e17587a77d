package dev.awa.contract.schedules;

import dev.awa.contract.schedules.Numbers.Unit;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/** What a field of days says, drawn at random: its text, and which dates it takes. */
record Days(String text, Predicate<LocalDate> takes) {

    private static final int[] FEW = {1, 1, 1, 2, 3};
    private static final int[] ENDS = {1, 2, 28, 29, 30, 31};

    static Days any() {
        return new Days("*", date -> true);
    }

    boolean isRestricted() {
        return !text.startsWith("*");
    }

    static Days ofMonth(SplittableRandom random, Names names) {
        Days days = null;
        for (int i = FEW[random.nextInt(FEW.length)]; i > 0; i--) {
            Days element = random.nextInt(3) == 0
                    ? specialOfMonth(random)
                    : of(Numbers.element(Unit.DAY, random, names), LocalDate::getDayOfMonth);
            days = days == null ? element : days.or(element);
        }
        return days == null ? any() : days;
    }

    static Days ofWeek(SplittableRandom random, Names names) {
        Days days = null;
        for (int i = FEW[random.nextInt(FEW.length)]; i > 0; i--) {
            Days element = random.nextInt(3) == 0
                    ? specialOfWeek(random)
                    : of(
                            Numbers.element(Unit.WEEKDAY, random, names),
                            date -> date.getDayOfWeek().getValue() % 7);
            days = days == null ? element : days.or(element);
        }
        return days == null ? any() : days;
    }

    private interface Part {
        int of(LocalDate date);
    }

    private static Days of(Numbers numbers, Part part) {
        return new Days(numbers.text(), date -> numbers.takes().test(part.of(date)));
    }

    private Days or(Days other) {
        return new Days(text + "," + other.text, takes.or(other.takes));
    }

    private static Days specialOfMonth(SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> {
                return new Days(letter("L", random), date -> date.plusDays(1).getDayOfMonth() == 1);
            }
            case 1 -> {
                int before = random.nextInt(31);
                return new Days(letter("L-", random) + before, date -> {
                    LocalDate last = date.with(TemporalAdjusters.lastDayOfMonth());
                    return last.minusDays(before).equals(date);
                });
            }
            case 2 -> {
                return new Days(letter("LW", random), date -> {
                    LocalDate last = date.with(TemporalAdjusters.lastDayOfMonth());
                    while (isWeekend(last)) {
                        last = last.minusDays(1);
                    }
                    return last.equals(date);
                });
            }
            default -> {
                int day = random.nextBoolean() ? ENDS[random.nextInt(ENDS.length)] : random.nextInt(1, 32);
                return new Days(day + letter("W", random), date -> nearestTo(date, day));
            }
        }
    }

    /** Whether a date is the day from Monday to Friday that is nearest to a day of its month, without leaving it. */
    private static boolean nearestTo(LocalDate date, int day) {
        if (day > date.lengthOfMonth()) {
            return false;
        }
        LocalDate wanted = date.withDayOfMonth(day);
        for (int away : new int[] {0, -1, 1, 2, -2}) {
            LocalDate found = wanted.plusDays(away);
            if (found.getMonth() == wanted.getMonth() && !isWeekend(found)) {
                return found.equals(date);
            }
        }
        return false;
    }

    private static boolean isWeekend(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    private static Days specialOfWeek(SplittableRandom random) {
        int number = Unit.WEEKDAY.any(random);
        DayOfWeek weekday = DayOfWeek.of(number == 0 ? 7 : number);
        String written = Unit.WEEKDAY.written(number, random);
        // 0 may lead numbers elsewhere.
        String text = written.length() == 2 ? written.substring(1) : written;
        if (random.nextInt(3) == 0) {
            return new Days(
                    text + letter("L", random), date -> date.equals(date.with(TemporalAdjusters.lastInMonth(weekday))));
        }
        int nth = random.nextInt(1, 6);
        return new Days(
                text + "#" + nth, date -> date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday))));
    }

    private static String letter(String text, SplittableRandom random) {
        return random.nextInt(4) == 0 ? text.toLowerCase(Locale.ROOT) : text;
    }
}

package dev.awa.contract.schedules;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * What a field of numbers says, drawn at random: its text, and which numbers it takes.
 *
 * @param text one element of the field, or a list of them
 */
record Numbers(String text, IntPredicate takes) {

    /** The fields of a spec, with how their values are written. */
    enum Unit {
        SECOND(0, 59, List.of()),
        MINUTE(0, 59, List.of()),
        HOUR(0, 23, List.of()),
        DAY(1, 31, List.of()),
        MONTH(1, 12, List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
        WEEKDAY(0, 6, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat"));

        final int lowest;
        final int highest;
        private final List<String> names;

        Unit(int lowest, int highest, List<String> names) {
            this.lowest = lowest;
            this.highest = highest;
            this.names = names;
        }

        int count() {
            return highest - lowest + 1;
        }

        int any(SplittableRandom random) {
            return random.nextInt(lowest, highest + 1);
        }

        /** A value as one may write it; Sunday also as 7. */
        String written(int value, SplittableRandom random) {
            if (!names.isEmpty() && random.nextInt(3) == 0) {
                String name = names.get(value - lowest);
                return random.nextBoolean() ? name : name.toUpperCase(Locale.ROOT);
            }
            if (this == WEEKDAY && value == 0 && random.nextBoolean()) {
                return "7";
            }
            return value < 10 && random.nextInt(8) == 0 ? "0" + value : Integer.toString(value);
        }
    }

    static Numbers any() {
        return new Numbers("*", value -> true);
    }

    static Numbers one(Unit unit, SplittableRandom random) {
        int only = unit.any(random);
        return new Numbers(unit.written(only, random), value -> value == only);
    }

    /** A value, counted on round the unit. */
    static Numbers only(Unit unit, int value) {
        int only = unit.lowest + Math.floorMod(value - unit.lowest, unit.count());
        return new Numbers(Integer.toString(only), number -> number == only);
    }

    Numbers and(Numbers other) {
        return new Numbers(text + "," + other.text, takes.or(other.takes));
    }

    /** An element of any form. */
    static Numbers element(Unit unit, SplittableRandom random, Names names) {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> one(unit, random);
            case 3 -> any();
            case 4 -> stepped("*", unit.lowest, unit.count(), unit, random);
            case 5 -> {
                int from = unit.any(random);
                // Counted on to the end of the field, where a Sunday that is written as 7 begins it.
                yield stepped(unit.written(from, random), from, unit.highest - from + 1, unit, random);
            }
            case 6 -> range(unit, random, false);
            case 7 -> range(unit, random, true);
            default -> spread(unit, random, names);
        };
    }

    private static Numbers stepped(String text, int from, int length, Unit unit, SplittableRandom random) {
        int step = random.nextInt(1, random.nextBoolean() ? 4 : unit.count() + 1);
        return new Numbers(text + "/" + step, every(unit, from, length, step));
    }

    private static Numbers range(Unit unit, SplittableRandom random, boolean hasStep) {
        int from = unit.any(random);
        int length = random.nextInt(1, random.nextBoolean() ? 4 : unit.count() + 1);
        length = Math.min(length, unit.count());
        int to = unit.lowest + (from - unit.lowest + length - 1) % unit.count();
        String last = unit.written(to, random);
        boolean isToSeven = unit == Unit.WEEKDAY && last.equals("7");
        // From Sunday to a Sunday that is written as 7 is a week and a day.
        if (isToSeven && from == 0) {
            length = 8;
        }
        String first = unit.written(from, random);
        if (first.equals("7") && isToSeven) {
            length = 1;
        }
        String text = first + "-" + last;
        return hasStep ? stepped(text, from, length, unit, random) : new Numbers(text, every(unit, from, length, 1));
    }

    /** H, by the digest of a name. */
    private static Numbers spread(Unit unit, SplittableRandom random, Names names) {
        int from = unit.lowest;
        int to = unit == Unit.DAY ? 28 : unit.highest;
        String text = "H";
        if (random.nextBoolean()) {
            int one = unit.any(random);
            int other = unit.any(random);
            from = Math.min(one, other);
            to = Math.max(one, other);
            text += "(" + from + "-" + to + ")";
        }
        int length = to - from + 1;
        if (random.nextBoolean()) {
            int step = random.nextInt(1, unit.count() + 1);
            int skipped = (int) (names.number(unit.ordinal()) % Math.min(step, length));
            return new Numbers(text + "/" + step, every(unit, from + skipped, length - skipped, step));
        }
        int only = from + (int) (names.number(unit.ordinal()) % length);
        return new Numbers(text, value -> value == only);
    }

    /** Of so many values from one on, and round to the lowest after the highest, each nth. */
    private static IntPredicate every(Unit unit, int from, int length, int step) {
        boolean[] taken = new boolean[unit.highest + 1];
        int value = from;
        for (int i = 0; i < length; i++) {
            if (i % step == 0) {
                taken[value] = true;
            }
            value = value == unit.highest ? unit.lowest : value + 1;
        }
        return number -> taken[number];
    }
}

package dev.awa.contract.schedules;

import dev.awa.contract.schedules.Numbers.Unit;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * A spec, drawn at random, with what it means.
 *
 * @param text as the database gets it
 * @param asksBoth option days
 * @param takesSecond each part of a time by itself
 * @param hasSeconds whether other seconds than 0 are taken
 * @param followsTime whether the minute or the hour begins with a star
 */
record Spec(
        String text,
        boolean asksBoth,
        Names names,
        IntPredicate takesSecond,
        IntPredicate takesMinute,
        IntPredicate takesHour,
        IntPredicate takesMonth,
        Days daysOfMonth,
        Days daysOfWeek,
        boolean hasSeconds,
        boolean followsTime) {

    /** Of any times; half of them of times about which the clock is changed. */
    static Spec draw(LocalDateTime change, SplittableRandom random) {
        Names names = Names.of("schedule " + random.nextInt(1000));
        boolean hasSeconds = random.nextInt(4) == 0;
        Numbers second = hasSeconds ? numbers(Unit.SECOND, 2, random, names) : new Numbers("0", value -> value == 0);
        boolean isAimed = random.nextBoolean();
        Numbers minute = isAimed && random.nextBoolean()
                ? near(Unit.MINUTE, change.getMinute(), random.nextInt(3) * 15, random)
                : numbers(Unit.MINUTE, 4, random, names);
        Numbers hour = isAimed
                ? near(Unit.HOUR, change.getHour(), random.nextInt(3) - 1, random)
                : numbers(Unit.HOUR, 4, random, names);
        Numbers month = random.nextInt(3) > 0 ? Numbers.any() : numbers(Unit.MONTH, 4, random, names);
        Days ofMonth = random.nextInt(5) > 1 ? Days.any() : Days.ofMonth(random, names);
        Days ofWeek = random.nextInt(5) > 1 ? Days.any() : Days.ofWeek(random, names);
        String text = String.join(" ", minute.text(), hour.text(), ofMonth.text(), month.text(), ofWeek.text());
        return new Spec(
                hasSeconds || random.nextInt(8) == 0 ? second.text() + " " + text : text,
                random.nextInt(4) == 0,
                names,
                second.takes(),
                minute.takes(),
                hour.takes(),
                month.takes(),
                ofMonth,
                ofWeek,
                hasSeconds,
                minute.text().startsWith("*") || hour.text().startsWith("*"));
    }

    /** A value some way from another, and the next one with it now and then; a star before it lets it follow real time. */
    private static Numbers near(Unit unit, int value, int away, SplittableRandom random) {
        Numbers numbers = Numbers.only(unit, value + away);
        if (random.nextInt(3) == 0) {
            numbers = numbers.and(Numbers.only(unit, value + away + 1));
        }
        return random.nextInt(6) == 0
                ? new Numbers("*/" + unit.count(), number -> number == unit.lowest).and(numbers)
                : numbers;
    }

    /** Now and then a star, else up to three elements. */
    private static Numbers numbers(Unit unit, int starOneIn, SplittableRandom random, Names names) {
        if (random.nextInt(starOneIn) == 0) {
            return Numbers.any();
        }
        Numbers numbers = random.nextBoolean() ? Numbers.one(unit, random) : Numbers.element(unit, random, names);
        for (int more = random.nextInt(4) - 1; more > 0; more--) {
            numbers = numbers.and(Numbers.element(unit, random, names));
        }
        return numbers;
    }

    boolean takesDate(LocalDate date) {
        if (!takesMonth.test(date.getMonthValue())) {
            return false;
        }
        boolean isOfMonth = daysOfMonth.takes().test(date);
        boolean isOfWeek = daysOfWeek.takes().test(date);
        return daysOfMonth.isRestricted() && daysOfWeek.isRestricted() && !asksBoth
                ? isOfMonth || isOfWeek
                : isOfMonth && isOfWeek;
    }

    /** Whether there is a date for it at all: the calendar repeats itself after 28 years, but for a few centuries. */
    boolean everComes() {
        for (LocalDate date = LocalDate.of(2001, 1, 1); date.getYear() < 2029; date = date.plusDays(1)) {
            if (takesDate(date)) {
                return true;
            }
        }
        return false;
    }

    String options() {
        return "{\"name\": \"" + names.name() + "\"" + (asksBoth ? ", \"days\": \"both\"}" : "}");
    }
}

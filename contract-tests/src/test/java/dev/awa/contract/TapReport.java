package dev.awa.contract;

import dev.awa.contract.TapLine.Directive;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a TAP stream says, judged by the stream alone.
 *
 * @param tests the test lines in the order they came
 * @param problems what is wrong with the stream itself: plan, numbering, bail out, SQL errors; empty if nothing
 */
record TapReport(List<TapLine> tests, List<String> problems) {

    private static final Pattern PLAN = Pattern.compile("1\\.\\.(\\d+)\\s*(#.*)?");
    private static final Pattern TEST = Pattern.compile("(not )?ok\\b(?:\\s+(\\d+))?(?:\\s+-)?\\s*(.*)");
    private static final Pattern DIRECTIVE = Pattern.compile("(?i)(.*?)\\s*(?<!\\\\)#\\s*(todo|skip)\\S*\\s*(.*)");

    /** Judges a stream; {@code error} is the SQL error that ended it, or null. */
    static TapReport of(List<String> lines, @Nullable String error) {
        List<TapLine> tests = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<Integer> plans = new ArrayList<>();
        for (String line : lines) {
            Matcher plan = PLAN.matcher(line);
            Matcher test = TEST.matcher(line);
            if (plan.matches()) {
                plans.add(Integer.parseInt(plan.group(1)));
            } else if (test.matches()) {
                tests.add(test(test, tests.size() + 1));
            } else if (line.startsWith("Bail out!")) {
                problems.add(line);
            } else if (line.startsWith("#") && !tests.isEmpty()) {
                int last = tests.size() - 1;
                tests.set(last, tests.get(last).withDiagnostic(line));
            }
        }
        if (error != null) {
            problems.add(error);
        }
        checkPlan(plans, tests, problems);
        return new TapReport(List.copyOf(tests), List.copyOf(problems));
    }

    boolean passed() {
        return problems.isEmpty() && tests.stream().noneMatch(TapLine::failed);
    }

    private static TapLine test(Matcher line, int position) {
        int number = line.group(2) == null ? position : Integer.parseInt(line.group(2));
        Matcher directive = DIRECTIVE.matcher(line.group(3));
        boolean directed = directive.matches();
        return new TapLine(
                number,
                line.group(1) == null,
                directed ? directive.group(1) + " (" + directive.group(3) + ")" : line.group(3),
                directed ? Directive.valueOf(directive.group(2).toUpperCase(Locale.ROOT)) : Directive.NONE,
                "");
    }

    private static void checkPlan(List<Integer> plans, List<TapLine> tests, List<String> problems) {
        if (plans.size() != 1) {
            problems.add(plans.isEmpty() ? "no plan" : "more than one plan: " + plans);
            return;
        }
        int planned = plans.get(0);
        if (planned == 0) {
            problems.add("a plan of no tests");
        }
        BitSet seen = new BitSet();
        for (TapLine test : tests) {
            if (test.number() < 1 || test.number() > planned) {
                problems.add("test " + test.number() + " is outside of the plan 1.." + planned);
            } else if (seen.get(test.number())) {
                problems.add("test " + test.number() + " came twice");
            } else {
                seen.set(test.number());
            }
        }
        if (seen.cardinality() != planned) {
            problems.add("planned " + planned + " tests, ran " + seen.cardinality() + ": first missing is "
                    + seen.nextClearBit(1));
        }
    }
}

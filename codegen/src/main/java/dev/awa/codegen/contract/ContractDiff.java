package dev.awa.codegen.contract;

import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.ErrorCode;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.View;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what a newer contract means to the callers of an older one.
 *
 * <p>A function whose arguments or columns change is another function to PostgreSQL, and calls of the old one that sessions have
 * prepared fail. So within a major version functions only grow by options, and by functions of other names. Comments and what a field
 * means are words for people: that they change is no difference.
 */
public final class ContractDiff {

    private static final List<String> VOLATILITIES = List.of("immutable", "stable", "volatile");
    private static final Set<String> PLAIN =
            Set.of("text", "boolean", "integer", "number", "id", "interval", "timestamp", "json", "object");
    private static final String NO_ROLES = "no role of Awa is granted anything";

    private final List<Change> changes = new ArrayList<>();
    private final boolean comparesRoles;

    private ContractDiff(boolean comparesRoles) {
        this.comparesRoles = comparesRoles;
        if (!comparesRoles) {
            compatible("contract", NO_ROLES, "an installation without roles: its owner grants by hand");
        }
    }

    private static boolean hasRoles(Contract contract) {
        return contract.functions().stream()
                .anyMatch(function -> !function.roles().isEmpty());
    }

    /** The differences, function by function, in alphabetical order, then view by view. */
    public static List<Change> between(Contract older, Contract newer) {
        ContractDiff diff = new ContractDiff(hasRoles(newer) || !hasRoles(older));
        for (String name : names(
                older.functions().stream().map(Function::name).toList(),
                newer.functions().stream().map(Function::name).toList())) {
            diff.functions(name, older, newer);
        }
        for (String name : names(
                older.views().stream().map(View::name).toList(),
                newer.views().stream().map(View::name).toList())) {
            diff.views(
                    older,
                    older.view(name).orElse(null),
                    newer,
                    newer.view(name).orElse(null));
        }
        diff.errors(older, newer);
        diff.states(older.states(), newer.states());
        diff.version(older, newer);
        return List.copyOf(diff.changes);
    }

    /** Whether all that is wrong with the newer contract is that it has the version of the older one. */
    public static boolean needsAnotherMinorVersionOnly(Contract newer, List<Change> changes) {
        return changes.stream()
                .filter(Change::breaking)
                .map(Change::what)
                .distinct()
                .toList()
                .equals(List.of(sameVersion(newer)));
    }

    private static String sameVersion(Contract contract) {
        return "version " + contract.version() + " stands for both";
    }

    /** Whether callers of the older contract may fail with the newer one although its major version is the same. */
    public static boolean isForbidden(Contract older, Contract newer, List<Change> changes) {
        return changes.stream().anyMatch(Change::breaking) && newer.major() <= older.major();
    }

    private void version(Contract older, Contract newer) {
        String what = "version " + older.version() + " became " + newer.version();
        if (newer.major() < older.major() || newer.major() == older.major() && newer.minor() < older.minor()) {
            breaking("contract", what, "it goes back");
        } else if (newer.major() > older.major()) {
            compatible("contract", what, "a new major version may break callers, with a note how to migrate");
        } else if (newer.minor() == older.minor()
                && changes.stream().anyMatch(change -> !change.what().equals(NO_ROLES))) {
            breaking(
                    "contract",
                    sameVersion(newer),
                    "clients cannot tell what they may call; count the minor version up");
        } else if (newer.minor() > older.minor()) {
            compatible("contract", what, "clients for the older one go on working");
        }
    }

    private void errors(Contract older, Contract newer) {
        for (ErrorCode error : older.errors()) {
            if (newer.errors().stream()
                    .noneMatch(e -> e.sqlstate().equals(error.sqlstate())
                            && e.condition().equals(error.condition()))) {
                breaking(
                        "errors",
                        error.sqlstate() + " " + error.condition() + " is gone",
                        "callers that handle it meet something else");
            }
        }
        for (ErrorCode error : newer.errors()) {
            if (older.errors().stream().noneMatch(e -> e.sqlstate().equals(error.sqlstate()))) {
                compatible("errors", error.sqlstate() + " " + error.condition() + " is new", error.meaning());
            }
        }
    }

    private void states(List<String> before, List<String> after) {
        before.stream()
                .filter(state -> !after.contains(state))
                .forEach(state -> breaking("states", state + " is gone", "callers that wait for it wait for good"));
        after.stream()
                .filter(state -> !before.contains(state))
                .forEach(state -> breaking(
                        "states", state + " is new", "callers that know all states meet one that they do not know"));
    }

    private void functions(String name, Contract older, Contract newer) {
        List<Function> before =
                older.functions().stream().filter(f -> f.name().equals(name)).toList();
        List<Function> after =
                newer.functions().stream().filter(f -> f.name().equals(name)).toList();
        if (after.isEmpty()) {
            breaking(name, "is gone", "calls fail with 42883");
        } else if (before.isEmpty()) {
            compatible(name, "is new", "nobody calls it yet");
        } else if (after.size() > 1) {
            breaking(name, "has " + after.size() + " overloads", "calls become ambiguous and fail with 42725");
        } else {
            compare(older, before.get(0), newer, after.get(0));
        }
    }

    private void compare(Contract older, Function before, Contract newer, Function after) {
        String name = before.name();
        boolean asksForMore = options(name, older.options(before), newer.options(after));
        arguments(name, before.arguments(), after.arguments());
        if (before.returns() != after.returns()) {
            breaking(
                    name,
                    "answers with " + text(after.returns()) + ", not with " + text(before.returns()),
                    "callers read it in another way");
        } else {
            columns(name, false, asksForMore, before.columns(), after.columns());
        }
        int volatility = VOLATILITIES.indexOf(after.volatility()) - VOLATILITIES.indexOf(before.volatility());
        String what = "is " + after.volatility() + ", and was " + before.volatility();
        if (volatility > 0) {
            breaking(name, what, "indexes, generated columns and read-only sessions may not use it any more");
        } else if (volatility < 0) {
            breaking(name, what, "calls see an older snapshot, or are made once where they were made for each row");
        }
        if (before.securityDefiner() && !after.securityDefiner()) {
            breaking(name, "runs with its caller's rights", "callers without rights in the store fail with 42501");
        } else if (!before.securityDefiner() && after.securityDefiner()) {
            breaking(name, "runs with its owner's rights", "callers may do more than they were meant to");
        }
        if (!Objects.equals(before.searchPath(), after.searchPath())) {
            breaking(
                    name,
                    "pins search_path to " + after.searchPath() + ", not to " + before.searchPath(),
                    "objects of a caller may be taken for its own");
        }
        roles(name, "may be executed by", before.roles(), after.roles());
        errors(name, before.errors(), after.errors());
        if (before.deprecation().isEmpty() && after.deprecation().isPresent()) {
            compatible(name, "is deprecated", after.deprecation().get());
        }
    }

    private void errors(String where, List<String> before, List<String> after) {
        for (String state : before) {
            if (!after.contains(state)) {
                breaking(where, "does not raise " + state + " any more", "callers that handle it meet something else");
            }
        }
        for (String state : after) {
            if (!before.contains(state)) {
                compatible(where, "may raise " + state, "with what could not be asked for before");
            }
        }
    }

    /** Whether there is something new to ask for: an option, a type or value of one, or room. */
    private boolean options(String where, Map<String, Field> before, Map<String, Field> after) {
        boolean asksForMore = false;
        for (Map.Entry<String, Field> old : before.entrySet()) {
            Field now = after.get(old.getKey());
            if (now == null) {
                breaking(
                        where,
                        "does not know option " + old.getKey() + " any more",
                        "callers that pass it fail with AW002");
            } else {
                asksForMore |= option(where, "option " + old.getKey(), old.getValue(), now);
            }
        }
        for (Map.Entry<String, Field> now : after.entrySet()) {
            if (!before.containsKey(now.getKey())) {
                if (now.getValue().needed() && !isWithinNew(now.getKey(), before, after)) {
                    breaking(where, "needs option " + now.getKey(), "callers that leave it out fail with AW001");
                } else {
                    compatible(where, "knows option " + now.getKey(), "nobody passes it yet");
                }
                asksForMore = true;
            }
        }
        return asksForMore;
    }

    /** Whether the object that a field is in is new itself. */
    private static boolean isWithinNew(String option, Map<String, Field> before, Map<String, Field> after) {
        int end = option.lastIndexOf('.');
        return end > 0 && after.containsKey(option.substring(0, end)) && !before.containsKey(option.substring(0, end));
    }

    private boolean option(String where, String option, Field before, Field after) {
        boolean asksForMore = false;
        for (String type : types(before)) {
            if (types(after).stream().noneMatch(wider -> isWithin(type, wider))) {
                breaking(where, option + " is no " + type + " any more", "callers that pass one fail with AW001");
            }
        }
        for (String type : types(after)) {
            if (!types(before).contains(type)) {
                compatible(where, option + " may be " + type, "nobody passes one yet");
                asksForMore = true;
            }
        }
        if (after.needed() && !before.needed()) {
            breaking(where, option + " is needed", "callers that leave it out fail with AW001");
        } else if (before.needed() && !after.needed()) {
            compatible(where, option + " may be left out", "callers that give it go on");
        }
        if (before.values().isEmpty() != after.values().isEmpty()) {
            if (before.values().isEmpty()) {
                breaking(
                        where,
                        option + " is one of " + after.values() + " only",
                        "callers that pass another fail with AW001");
            } else {
                compatible(where, option + " may be anything", "callers that pass what it was go on");
                asksForMore = true;
            }
        } else {
            for (String value : before.values()) {
                if (!after.values().contains(value)) {
                    breaking(
                            where,
                            option + " does not take " + value + " any more",
                            "callers that pass it fail with AW001");
                }
            }
            for (String value : after.values()) {
                if (!before.values().contains(value)) {
                    compatible(where, option + " takes " + value, "nobody passes it yet");
                    asksForMore = true;
                }
            }
        }
        asksForMore |= bound(where, option + " is at least ", before.lowest(), after.lowest(), -1);
        asksForMore |= bound(where, option + " is at most ", before.highest(), after.highest(), 1);
        return asksForMore;
    }

    /** Shapes as what they are to a caller, whatever they are called; their fields are compared one by one. */
    private static List<String> types(Field field) {
        return field.types().stream()
                .map(type -> PLAIN.contains(Contract.Shape.ofList(type))
                        ? type
                        : "object" + type.substring(Contract.Shape.ofList(type).length()))
                .toList();
    }

    private static boolean isWithin(String type, String wider) {
        return wider.equals(type) || wider.equals("json") || wider.equals("number") && type.equals("integer");
    }

    private boolean bound(
            String where, String option, @Nullable BigDecimal before, @Nullable BigDecimal after, int wider) {
        if (Objects.equals(before, after) || before != null && after != null && before.compareTo(after) == 0) {
            return false;
        }
        String what = option + text(after) + ", not " + text(before);
        if (after == null || before != null && after.compareTo(before) == wider) {
            compatible(where, what, "callers that keep to the old bound go on");
            return true;
        }
        breaking(where, what, "callers that pass a value between the two fail with AW001 or AW003");
        return false;
    }

    private static String text(@Nullable BigDecimal bound) {
        return bound == null ? "anything" : bound.toPlainString();
    }

    private void arguments(String name, List<Argument> before, List<Argument> after) {
        for (int i = 0; i < before.size(); i++) {
            Argument old = before.get(i);
            Argument now = after.stream()
                    .filter(a -> a.name().equals(old.name()))
                    .findFirst()
                    .orElse(null);
            if (now == null) {
                String there = i < after.size() ? after.get(i).name() : "";
                boolean renamed = i < after.size()
                        && before.stream().noneMatch(a -> a.name().equals(there));
                breaking(
                        name,
                        "argument " + old.name() + (renamed ? " is called " + there : " is gone"),
                        "callers that name it fail with 42883");
                continue;
            }
            if (!old.type().equals(now.type())) {
                breaking(
                        name,
                        "argument " + old.name() + " is " + now.type() + ", and was " + old.type(),
                        "values that were fine may fail, or mean something else");
            }
            if (old.shape() == null && now.shape() != null) {
                breaking(
                        name,
                        "argument " + old.name() + " takes certain fields only",
                        "callers that pass others fail with AW002");
            } else if (old.shape() != null
                    && now.shape() != null
                    && old.shape().endsWith("[]") != now.shape().endsWith("[]")) {
                breaking(
                        name,
                        "argument " + old.name() + " is "
                                + (now.shape().endsWith("[]") ? "a list" : "no list any more"),
                        "callers that pass what it was fail with AW001");
            }
            if (old.defaultValue() != null && now.defaultValue() == null) {
                breaking(name, "argument " + old.name() + " is needed", "callers that leave it out fail with 42883");
            } else if (old.defaultValue() != null && !old.defaultValue().equals(now.defaultValue())) {
                breaking(
                        name,
                        "argument " + old.name() + " defaults to " + now.defaultValue() + ", not to "
                                + old.defaultValue(),
                        "callers that leave it out get something else");
            } else if (old.defaultValue() == null && now.defaultValue() != null) {
                compatible(name, "argument " + old.name() + " may be left out", "callers that give it go on");
            }
        }
        List<String> kept = after.stream()
                .map(Argument::name)
                .filter(n -> before.stream().anyMatch(b -> b.name().equals(n)))
                .toList();
        List<String> order =
                before.stream().map(Argument::name).filter(kept::contains).toList();
        if (!kept.equals(order)) {
            breaking(name, "arguments are in the order " + kept, "callers that do not name them pass one for another");
        }
        for (Argument added : after) {
            boolean isNew = before.stream().noneMatch(b -> b.name().equals(added.name()));
            int place = after.indexOf(added);
            boolean renamed = isNew
                    && place < before.size()
                    && after.stream()
                            .noneMatch(a -> a.name().equals(before.get(place).name()));
            if (!isNew || renamed) {
                continue;
            }
            breaking(
                    name,
                    "argument " + added.name() + (added.defaultValue() == null ? " is new and needed" : " is new"),
                    "PostgreSQL takes it for another function: sessions that have prepared a call of the old one fail;"
                            + " opts is the place for growth");
        }
    }

    private void columns(String where, boolean isView, boolean asksForMore, List<Column> before, List<Column> after) {
        for (int i = 0; i < before.size(); i++) {
            Column old = before.get(i);
            Column now = after.stream()
                    .filter(c -> c.name().equals(old.name()))
                    .findFirst()
                    .orElse(null);
            if (now == null) {
                breaking(where, "column " + old.name() + " is gone", "callers that read it fail");
            } else if (!old.type().equals(now.type())) {
                breaking(
                        where,
                        (old.name().isEmpty() ? "the result" : "column " + old.name()) + " is " + now.type()
                                + ", and was " + old.type(),
                        "callers that decode it fail");
            } else if (i >= after.size() || !after.get(i).name().equals(old.name())) {
                breaking(
                        where,
                        "column " + old.name() + " stands in another place",
                        "callers that read by position get another one");
            }
            if (now != null) {
                content(where, old.name().isEmpty() ? "the result" : "column " + old.name(), asksForMore, old, now);
            }
        }
        for (Column added : after) {
            if (before.stream().anyMatch(c -> c.name().equals(added.name()))) {
                continue;
            }
            if (isView) {
                compatible(
                        where, "column " + added.name() + " is new", "queries that name their columns do not see it");
            } else {
                breaking(
                        where,
                        "column " + added.name() + " is new",
                        "sessions that have prepared a call fail with 0A000; put it into a function of another name");
            }
        }
    }

    /** A value more is met by callers that know all of them, unless they had to ask for something new to meet it. */
    private void content(String where, String column, boolean asksForMore, Column before, Column after) {
        if (before.neverNull() && !after.neverNull()) {
            breaking(where, column + " may be null", "callers that do not look for null fail");
        } else if (!before.neverNull() && after.neverNull()) {
            compatible(where, column + " is never null", "callers that look for null go on");
        }
        if (before.values().isEmpty() != after.values().isEmpty()) {
            if (after.values().isEmpty()) {
                breaking(
                        where,
                        column + " may be anything",
                        "callers that know all values meet one that they do not know");
            } else {
                compatible(where, column + " is one of " + after.values(), "callers that take any go on");
            }
            return;
        }
        for (String value : before.values()) {
            if (!after.values().contains(value)) {
                breaking(where, column + " is never " + value + " any more", "callers that wait for it wait for good");
            }
        }
        for (String value : after.values()) {
            if (!before.values().contains(value) && asksForMore) {
                compatible(
                        where, column + " may be " + value, "with an option that nobody passes yet: see that it is so");
            } else if (!before.values().contains(value)) {
                breaking(
                        where,
                        column + " may be " + value,
                        "callers that know all values meet one that they do not know; let them ask for it by an option");
            }
        }
    }

    private void views(Contract older, @Nullable View before, Contract newer, @Nullable View after) {
        if (before == null) {
            compatible(Objects.requireNonNull(after).name(), "is new", "nobody reads it yet");
        } else if (after == null) {
            breaking(before.name(), "is gone", "queries fail with 42P01");
        } else {
            boolean asksForMore = options(before.name(), older.options(before), newer.options(after));
            columns(before.name(), true, asksForMore, before.columns(), after.columns());
            errors(before.name(), before.errors(), after.errors());
            roles(before.name(), "is open to", before.grants(), after.grants());
            if (before.takesRows() && !after.takesRows()) {
                breaking(before.name(), "takes no rows any more", "inserts and COPY into it fail with 55000");
            } else if (!before.takesRows() && after.takesRows()) {
                compatible(before.name(), "takes rows", "nobody inserts into it yet");
            }
        }
    }

    private void roles(String where, String what, List<String> before, List<String> after) {
        if (!comparesRoles) {
            return;
        }
        for (String role : before) {
            if (!after.contains(role)) {
                breaking(where, "no longer " + what + " " + role, "its logins fail with 42501");
            }
        }
        for (String role : after) {
            if (before.contains(role)) {
                continue;
            }
            if (role.startsWith("PUBLIC")) {
                breaking(where, what + " everybody", "a login without any role of Awa may use it");
            } else {
                compatible(where, what + " " + role, "nobody else loses anything");
            }
        }
    }

    private static String text(Answer answer) {
        return switch (answer) {
            case VALUE -> "a value";
            case ROW -> "one row";
            case ROWS -> "rows";
        };
    }

    private static Set<String> names(List<String> before, List<String> after) {
        Set<String> all = new HashSet<>(before);
        all.addAll(after);
        return all.stream().sorted().collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void breaking(String where, String what, String why) {
        changes.add(new Change(true, where, what, why));
    }

    private void compatible(String where, String what, String why) {
        changes.add(new Change(false, where, what, why));
    }
}

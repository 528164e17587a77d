package dev.awa.codegen;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names for what a contract says beyond the types of its signatures, for languages in which such a type has to have one. */
public final class Facts {

    /**
     * A type of some texts.
     *
     * @param word its name in snake case; {@code state} for that of jobs
     */
    public record Choice(String word, List<String> values) {
        public Choice {
            values = List.copyOf(values);
        }

        /** Whether it is the state of a job. */
        public boolean isState() {
            return word.equals("state");
        }
    }

    /** What a type of texts is told apart by: columns and fields of one name share theirs. */
    private record Place(String name, List<String> values) {}

    private final Contract contract;
    private final Map<Place, Choice> choices = new LinkedHashMap<>();

    private Facts(Contract contract) {
        this.contract = contract;
        Map<Place, Set<String>> words = new LinkedHashMap<>();
        for (Function function : contract.functions()) {
            for (Column column : function.columns()) {
                // the type is that of one of them
                String word = column.type().endsWith("[]") ? column.name().replaceFirst("s$", "") : column.name();
                note(words, column.name(), function.name() + "_" + word, column.values());
            }
        }
        for (Shape shape : shapes()) {
            shape.fields()
                    .forEach(field -> note(words, field.name(), shape.name() + "_" + field.name(), field.values()));
        }
        // of several the shortest: insert_job_outcome, which insert_jobs has, too
        words.forEach((place, names) -> choices.put(
                place,
                new Choice(
                        names.stream()
                                .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                                .orElseThrow(),
                        place.values())));
    }

    private void note(Map<Place, Set<String>> words, String name, String word, List<String> values) {
        if (!values.isEmpty() && !areStates(values)) {
            words.computeIfAbsent(new Place(name, values), each -> new LinkedHashSet<>())
                    .add(word);
        }
    }

    public static Facts of(Contract contract) {
        return new Facts(contract);
    }

    /** The shapes that arguments of functions have, each after those that it uses. */
    public List<Shape> shapes() {
        List<Shape> sorted = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Function function : contract.functions()) {
            for (Argument argument : function.arguments()) {
                shape(argument).ifPresent(shape -> visit(shape, seen, sorted));
            }
        }
        return sorted;
    }

    private void visit(String type, Set<String> seen, List<Shape> sorted) {
        contract.shape(Shape.ofList(type))
                .filter(shape -> seen.add(shape.name()))
                .ifPresent(shape -> {
                    shape.fields().forEach(field -> field.types().forEach(each -> visit(each, seen, sorted)));
                    sorted.add(shape);
                });
    }

    /** The types of some texts, but that of states. */
    public List<Choice> choices() {
        return choices.values().stream()
                .distinct()
                .sorted(Comparator.comparing(Choice::word))
                .toList();
    }

    /** What the texts of a column are, if that is not open. */
    public Optional<Choice> choice(Column column) {
        return choice(column.name(), column.values());
    }

    /** What the texts of a field are, if that is not open. */
    public Optional<Choice> choice(Field field) {
        return choice(field.name(), field.values());
    }

    private Optional<Choice> choice(String name, List<String> values) {
        return areStates(values)
                ? Optional.of(new Choice("state", contract.states()))
                : Optional.ofNullable(choices.get(new Place(name, values)));
    }

    private boolean areStates(List<String> values) {
        return !values.isEmpty() && contract.states().containsAll(values);
    }

    /** The shape of an argument of JSON, or of each element of it if that ends in {@code []}. */
    public static Optional<String> shape(Argument argument) {
        return Optional.ofNullable(argument.shape());
    }

    /** Whether texts of a list may be null. */
    public static boolean mayHoldNulls(Argument argument) {
        return argument.name().equals("ordering_keys");
    }

    /** Whether an argument is a state of jobs. */
    public static boolean isState(Argument argument) {
        return argument.name().equals("state");
    }
}

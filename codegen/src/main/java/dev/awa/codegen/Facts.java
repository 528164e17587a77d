package dev.awa.codegen;

import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Function;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a contract says beyond the types of its signatures, in the form in which a generator of a client needs it. */
public final class Facts {

    /**
     * A type of some texts.
     *
     * @param word its name in snake case; {@code state} for that of jobs
     * @param values in order
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

    /** An object of JSON that callers pass. */
    public record Shape(String name, List<Field> fields) {
        public Shape {
            fields = List.copyOf(fields);
        }
    }

    /**
     * A field of a shape.
     *
     * @param types one of these: {@code text}, {@code boolean}, {@code integer}, {@code bigint}, {@code number}, {@code interval},
     *     {@code timestamp}, {@code json}, {@code object}, another shape, or a list of one as {@code text[]}
     * @param values all that a text of it may be, empty if that is open
     */
    public record Field(String name, List<String> types, boolean needed, List<String> values, String meaning) {
        public Field {
            types = List.copyOf(types);
            values = List.copyOf(values);
        }
    }

    private record Place(String name, List<String> values) {}

    private final Contract contract;
    private final List<Shape> shapes;
    private final Map<Place, Choice> choices = new LinkedHashMap<>();

    private Facts(Contract contract, List<Shape> shapes) {
        this.contract = contract;
        this.shapes = List.copyOf(shapes);
        Map<Place, Set<String>> words = new LinkedHashMap<>();
        for (Function function : contract.functions()) {
            for (Column column : function.columns()) {
                note(words, function.name(), column.name(), values(function, column));
            }
        }
        for (Shape shape : this.shapes) {
            shape.fields().forEach(field -> note(words, shape.name(), field.name(), field.values()));
        }
        // of several the shortest: insert_job_outcome, which insert_jobs has, too
        words.forEach((place, names) -> choices.put(
                place,
                new Choice(
                        names.stream()
                                .min(Comparator.comparingInt(String::length).thenComparing(name -> name))
                                .orElseThrow(),
                        place.values())));
    }

    private static void note(Map<Place, Set<String>> words, String owner, String name, List<String> values) {
        if (!values.isEmpty()) {
            words.computeIfAbsent(new Place(name, values), each -> new LinkedHashSet<>())
                    .add(owner + "_" + name);
        }
    }

    public static Facts of(Contract contract) {
        return new Facts(contract, List.of());
    }

    /** The shapes of arguments, each after those that it uses. */
    public List<Shape> shapes() {
        return shapes;
    }

    /** The types of some texts, but that of states. */
    public List<Choice> choices() {
        return choices.values().stream()
                .filter(choice -> !areStates(choice.values()))
                .distinct()
                .sorted(Comparator.comparing(Choice::word))
                .toList();
    }

    public boolean isNeverNull(Function function, Column column) {
        return function.returns() == Contract.Answer.VALUE;
    }

    public List<String> values(Function function, Column column) {
        return column.name().equals("state") || column.name().equals("job_state") ? contract.states() : List.of();
    }

    /** What the texts of a column are, if that is not open. */
    public Optional<Choice> choice(Function function, Column column) {
        return choice(column.name(), values(function, column));
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
    public Optional<String> shape(Function function, Argument argument) {
        return Optional.empty();
    }

    /** Whether texts of a list may be null. */
    public static boolean mayHoldNulls(Argument argument) {
        return argument.name().equals("ordering_keys");
    }

    /** Whether an argument is a state of jobs. */
    public static boolean isState(Argument argument) {
        return argument.name().equals("state");
    }

    static List<Shape> sorted(Map<String, Shape> shapes) {
        List<Shape> sorted = new ArrayList<>();
        Map<String, Boolean> seen = new HashMap<>();
        shapes.values().forEach(shape -> visit(shape, shapes, seen, sorted));
        return sorted;
    }

    private static void visit(Shape shape, Map<String, Shape> shapes, Map<String, Boolean> seen, List<Shape> sorted) {
        if (seen.put(shape.name(), true) == null) {
            for (Field field : shape.fields()) {
                for (String type : field.types()) {
                    Shape used = shapes.get(type.replace("[]", ""));
                    if (used != null) {
                        visit(used, shapes, seen, sorted);
                    }
                }
            }
            sorted.add(shape);
        }
    }
}

package dev.awa.codegen.go;

import dev.awa.codegen.Client;
import dev.awa.codegen.Facts;
import dev.awa.codegen.Facts.Choice;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Types of arguments, rows and options, and how values are sent and read. */
final class GoTypes {

    private final Contract contract;
    private final Facts facts;

    GoTypes(Contract contract, Facts facts) {
        this.contract = contract;
        this.facts = facts;
    }

    /** Writes the types of texts, and the structs of options. */
    void write(StringBuilder out) {
        out.append("// State is where a job stands.\ntype State string\n\n// States of a job.\n");
        constants(out, "State", contract.states(), new HashSet<>());
        for (Choice choice : facts.choices()) {
            String name = name(choice);
            out.append("// ")
                    .append(name)
                    .append(" is one of some texts.\ntype ")
                    .append(name)
                    .append(" string\n\n// What ")
                    .append(name)
                    .append(" may be.\n");
            constants(out, name, choice.values(), new HashSet<>());
        }
        facts.shapes().forEach(shape -> shape(out, shape));
    }

    /**
     * Writes a constant for each text of a type.
     *
     * @param taken names of the package that they may not have; theirs are added
     */
    static void constants(StringBuilder out, String type, List<String> values, Set<String> taken) {
        List<String[]> lines = new ArrayList<>();
        for (String value : values) {
            String word = type + GoClient.name(Names.word(value));
            String name = word;
            for (int n = 2; !taken.add(name); n++) {
                name = word + n;
            }
            lines.add(new String[] {name, type, "= " + Names.quoted(value)});
        }
        out.append("const (\n").append(GoClient.aligned(lines)).append(")\n\n");
    }

    private void shape(StringBuilder out, Shape shape) {
        String name = GoClient.name(shape.name());
        out.append("// ")
                .append(name)
                .append(" is an object of JSON that callers pass; what is empty or nil is left out.\ntype ")
                .append(name)
                .append(" struct {\n");
        boolean first = true;
        for (Field field : shape.fields()) {
            out.append(first ? "" : "\n");
            first = false;
            GoClient.comment(out, "\t", field.meaning());
            out.append('\t')
                    .append(GoClient.name(field.name()))
                    .append(' ')
                    .append(type(field))
                    .append(" `json:\"")
                    .append(field.name())
                    .append(field.needed() ? "" : ",omitzero")
                    .append("\"`\n");
        }
        if (shape.fields().stream().noneMatch(GoTypes::hasNull)) {
            out.append("}\n\n");
            return;
        }
        out.append(
                        "\n\t// Null has the names, in JSON, of fields that are set to null.\n\tNull []string `json:\"-\"`\n}\n\n")
                .append("// MarshalJSON has the fields that are set, and the nulls.\nfunc (o ")
                .append(name)
                .append(") MarshalJSON() ([]byte, error) {\n\ttype plain ")
                .append(name)
                .append("\n\treturn withNulls(plain(o), o.Null)\n}\n\n");
    }

    /** Whether null means something else than that it is left out, as the registry says after {@code null:}. */
    private static boolean hasNull(Field field) {
        return field.meaning().contains("null:");
    }

    private static boolean isLarge(Field field) {
        return field.highest() != null && field.highest().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0;
    }

    private String type(Field field) {
        Optional<Choice> choice = facts.choice(field);
        if (field.types().size() != 1) {
            return field.types().equals(List.of("timestamp", "interval")) ? "Interval" : "any";
        }
        String type = field.types().get(0);
        String plain = Shape.ofList(type);
        boolean list = type.endsWith("[]");
        String name = switch (plain) {
            case "text" -> choice.map(GoTypes::name).orElse("string");
            case "boolean" -> "bool";
            case "integer" -> isLarge(field) ? "int64" : "int32";
            case "id" -> "int64";
            case "number" -> "float64";
            case "interval" -> "Interval";
            case "timestamp" -> "time.Time";
            case "json" -> "any";
            case "object" -> "map[string]any";
            default -> GoClient.name(plain);
        };
        boolean emptyIsNone =
                name.equals("any") || name.startsWith("map[") || name.equals("Interval") || choice.isPresent();
        return list ? "[]" + name : field.needed() || emptyIsNone ? name : "*" + name;
    }

    private static String name(Choice choice) {
        return choice.isState() ? "State" : GoClient.name(choice.word());
    }

    /** The type of a row, or of the value, that a function answers with. */
    String answer(Function function) {
        return function.returns() == Answer.VALUE
                ? result(function, function.columns().get(0))
                : GoClient.name(function.name()) + "Row";
    }

    String parameter(Function function, Argument argument) {
        Optional<String> shape = Facts.shape(argument);
        if (shape.isPresent()) {
            String name = GoClient.name(Shape.ofList(shape.get()));
            return shape.get().endsWith("[]") ? "[]" + name : "*" + name;
        }
        String plain = switch (argument.type()) {
            case "text" -> Facts.isState(argument) ? "State" : "string";
            case "uuid" -> "string";
            case "interval" -> "time.Duration";
            case "integer" -> "int32";
            case "bigint" -> "int64";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "time.Time";
            case "jsonb" -> "any";
            case "bytea" -> "[]byte";
            case "text[]" -> Facts.mayHoldNulls(argument) ? "[]*string" : "[]string";
            case "bigint[]" -> "[]int64";
            case "jsonb[]" -> "[]any";
            default -> throw Client.noType(function, "argument " + argument.name(), argument.type(), "Go");
        };
        boolean hasNil = plain.equals("any") || plain.startsWith("[]");
        return argument.defaultValue() != null && !hasNil ? "*" + plain : plain;
    }

    /** What is sent for an argument; of JSON with an error. */
    String sent(Function function, Argument argument, String value) {
        boolean optional = argument.defaultValue() != null;
        Optional<String> shape = Facts.shape(argument);
        return switch (argument.type()) {
            case "jsonb" ->
                shape.isPresent() && !shape.get().endsWith("[]")
                        ? "optionsToJSON(" + value + ")"
                        : "toJSON(" + value + ")";
            case "jsonb[]" -> "jsonList(" + value + ")";
            case "interval" -> "toInterval(" + (optional ? "" : "&") + value + ")";
            case "bytea" -> "optional(" + value + ", same)";
            case "text[]" -> list(Facts.mayHoldNulls(argument) ? "textOrNullList" : "textList", optional, value);
            case "bigint[]" -> list("idList", optional, value);
            default -> value;
        };
    }

    private static String list(String send, boolean optional, String value) {
        return optional ? "optional(" + value + ", " + send + ")" : send + "(" + value + ")";
    }

    /** An expression for the SQL of a column that every driver gives as a type that it knows. */
    String read(Column column, String sql) {
        return switch (column.type()) {
            case "jsonb", "uuid" -> sql + "::text";
            case "text[]", "bigint[]" -> "to_jsonb(" + sql + ")::text";
            default -> sql;
        };
    }

    /** The type of a field of a row. */
    String field(Function function, Column column) {
        String type = result(function, column);
        boolean hasNil = type.startsWith("[]") || type.equals("json.RawMessage");
        return column.neverNull() || hasNil ? type : "*" + type;
    }

    /** A function that makes a row of what is scanned. */
    String scan(Function function) {
        StringBuilder scan = new StringBuilder("func(r Rows) (row " + answer(function) + ", err error) {\n");
        List<Column> columns = function.columns();
        StringBuilder targets = new StringBuilder();
        StringBuilder after = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String field = function.returns() == Answer.VALUE ? "row" : "row." + GoClient.name(column.name());
            String local = "c" + i;
            targets.append(i == 0 ? "" : ", ");
            switch (column.type()) {
                case "jsonb" -> {
                    scan.append("\t\tvar ").append(local).append(" *string\n");
                    targets.append('&').append(local);
                    after.append("\t\t")
                            .append(field)
                            .append(" = fromJSON(")
                            .append(local)
                            .append(")\n");
                }
                case "text[]", "bigint[]" -> {
                    scan.append("\t\tvar ").append(local).append(" *string\n");
                    targets.append('&').append(local);
                    after.append("\t\tif err = fromList(")
                            .append(local)
                            .append(", &")
                            .append(field)
                            .append("); err != nil {\n\t\t\treturn\n\t\t}\n");
                }
                default -> targets.append('&').append(field);
            }
        }
        if (after.isEmpty()) {
            return scan.append("\t\terr = r.Scan(")
                    .append(targets)
                    .append(")\n\t\treturn\n\t}")
                    .toString();
        }
        return scan.append("\t\tif err = r.Scan(")
                .append(targets)
                .append("); err != nil {\n\t\t\treturn\n\t\t}\n")
                .append(after)
                .append("\t\treturn\n\t}")
                .toString();
    }

    private String result(Function function, Column column) {
        String text = facts.choice(column).map(GoTypes::name).orElse("string");
        return switch (column.type()) {
            case "text" -> text;
            case "uuid" -> "string";
            case "integer" -> "int32";
            case "bigint" -> "int64";
            case "double precision" -> "float64";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "time.Time";
            case "jsonb" -> "json.RawMessage";
            case "bytea" -> "[]byte";
            case "text[]" -> "[]" + text;
            case "bigint[]" -> "[]int64";
            default -> throw Client.noType(function, "result " + column.name(), column.type(), "Go");
        };
    }
}

package dev.awa.codegen.python;

import dev.awa.codegen.Client;
import dev.awa.codegen.Facts;
import dev.awa.codegen.Facts.Choice;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.ErrorCode;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The module of types, and how the others call them. */
final class PythonTypes {

    private final Contract contract;
    private final Facts facts;
    private final List<String> exported = new ArrayList<>();

    PythonTypes(Contract contract, Facts facts) {
        this.contract = contract;
        this.facts = facts;
    }

    /** What the module has for users, in its order. */
    List<String> exported() {
        return List.copyOf(exported);
    }

    /** Takes a name for what follows. */
    String export(String name) {
        exported.add(name);
        return name;
    }

    String write(PythonKinds kinds) {
        StringBuilder body = new StringBuilder();
        body.append(export("CONTRACT_VERSION"))
                .append(": Final = \"")
                .append(contract.version())
                .append("\"\n\n")
                .append(literal(export("JobState"), contract.states()));
        facts.choices().forEach(choice -> body.append(literal(export(Names.pascal(choice.word())), choice.values())));
        body.append("\n\n");
        errors(body);
        facts.shapes().forEach(shape -> shape(body, shape));
        contract.functions().forEach(function -> row(body, function));
        kinds.types(body);
        return "# " + Client.heading(contract) + "\n" + """
                \"""What the functions of schema awa take and answer with, and the errors that they raise.\"""

                from __future__ import annotations

                """ + imports(body.toString()) + "\n" + body;
    }

    private static String imports(String body) {
        StringBuilder imports = new StringBuilder();
        from(imports, body, "collections.abc", "Mapping", "Sequence");
        from(imports, body, "dataclasses", "dataclass");
        from(imports, body, "datetime", "datetime", "timedelta");
        from(
                imports,
                body,
                "typing",
                "Any",
                "Final",
                "Literal",
                "NotRequired",
                "Optional",
                "Required",
                "TypedDict",
                "Union",
                "cast");
        from(imports, body, "uuid", "UUID");
        return imports.toString();
    }

    /** An import of those names that a text has. */
    static void from(StringBuilder imports, String body, String module, String... names) {
        String used = Stream.of(names)
                .filter(name -> java.util.regex.Pattern.compile("\\b" + name + "\\b")
                        .matcher(body)
                        .find())
                .collect(Collectors.joining(", "));
        if (!used.isEmpty()) {
            imports.append("from ")
                    .append(module)
                    .append(" import ")
                    .append(used)
                    .append('\n');
        }
    }

    private static String literal(String name, List<String> values) {
        String line =
                name + " = " + values.stream().map(Names::quoted).collect(Collectors.joining(", ", "Literal[", "]\n"));
        return line.length() <= PythonClient.LINE
                ? line
                : name + " = Literal[\n"
                        + values.stream()
                                .map(value -> "    " + Names.quoted(value) + ",\n")
                                .collect(Collectors.joining())
                        + "]\n";
    }

    private void errors(StringBuilder out) {
        out.append("class ").append(export("AwaError")).append("""
                (Exception):
                    \"""An error that the database named: an SQLSTATE of class AW. The message names the bad value.\"""

                    def __init__(self, sqlstate: str, message: str, hint: str | None) -> None:
                        super().__init__(message)
                        self.sqlstate = sqlstate
                        self.hint = hint


                """);
        for (ErrorCode error : contract.errors()) {
            out.append("class ")
                    .append(export(Names.pascal(error.condition())))
                    .append("(AwaError):\n")
                    .append(PythonClient.docstring("    ", error.sqlstate() + ": " + error.meaning()))
                    .append("\n\n");
        }
        out.append("ERRORS: Final[Mapping[str, type[AwaError]]] = {\n");
        contract.errors()
                .forEach(error -> out.append("    \"")
                        .append(error.sqlstate())
                        .append("\": ")
                        .append(Names.pascal(error.condition()))
                        .append(",\n"));
        out.append("}\n\n\n");
    }

    private void shape(StringBuilder out, Shape shape) {
        String name = export(Names.pascal(shape.name()));
        if (shape.fields().stream().anyMatch(field -> PythonClient.WORDS.contains(field.name()))) {
            // a class cannot say it
            out.append(PythonClient.wrapped("# ", "# ", about(shape)))
                    .append(name)
                    .append(" = TypedDict(\n    \"")
                    .append(name)
                    .append("\",\n    {\n");
            for (Field field : shape.fields()) {
                out.append(PythonClient.wrapped("        # ", "        # ", field.meaning()))
                        .append("        ")
                        .append(Names.quoted(field.name()))
                        .append(": ")
                        .append(fieldType(field))
                        .append(",\n");
            }
            out.append("    },\n    total=False,\n)\n\n\n");
            return;
        }
        out.append("class ")
                .append(name)
                .append("(TypedDict, total=False):\n")
                .append(PythonClient.docstring("    ", about(shape)));
        for (Field field : shape.fields()) {
            out.append("\n    ")
                    .append(field.name())
                    .append(": ")
                    .append(fieldType(field))
                    .append('\n')
                    .append(PythonClient.docstring("    ", field.meaning()));
        }
        out.append("\n\n");
    }

    /** The type of a field, which may be null if it may be left out. */
    private String fieldType(Field field) {
        String type = type(field);
        return field.needed() ? "Required[" + type + "]" : type.equals("Any") ? type : type + " | None";
    }

    /** Where it is used. */
    private String about(Shape shape) {
        Map<String, Set<String>> places = new LinkedHashMap<>();
        for (Function function : contract.functions()) {
            for (Argument argument : function.arguments()) {
                Facts.shape(argument)
                        .filter(name -> Shape.ofList(name).equals(shape.name()))
                        .ifPresent(name -> places.computeIfAbsent(
                                        (name.endsWith("[]") ? "one of " : "") + argument.name(),
                                        each -> new LinkedHashSet<>())
                                .add(function.name()));
            }
        }
        for (Shape other : facts.shapes()) {
            for (Field field : other.fields()) {
                if (field.types().contains(shape.name())) {
                    places.computeIfAbsent(field.name(), each -> new LinkedHashSet<>())
                            .add(Names.pascal(other.name()));
                }
            }
        }
        String text = places.entrySet().stream()
                .map(place -> place.getKey() + " of " + String.join(", ", place.getValue()))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Names.pascal(shape.name()) + "." : "JSON: " + text + ".";
    }

    private String type(Field field) {
        Optional<Choice> choice = facts.choice(field);
        Set<String> types = new LinkedHashSet<>();
        for (String type : field.types()) {
            String plain = Shape.ofList(type);
            String name = switch (plain) {
                case "text" -> choice.map(PythonTypes::name).orElse("str");
                case "boolean" -> "bool";
                case "integer", "id" -> "int";
                case "number" -> "float";
                case "interval" -> "timedelta | str";
                case "timestamp" -> "datetime | str";
                case "json" -> "Any";
                case "object" -> "Mapping[str, Any]";
                default -> Names.pascal(plain);
            };
            types.addAll(type.endsWith("[]") ? List.of("Sequence[" + name + "]") : List.of(name.split(" \\| ")));
        }
        return types.contains("Any") ? "Any" : String.join(" | ", types);
    }

    private static String name(Choice choice) {
        return choice.isState() ? "JobState" : Names.pascal(choice.word());
    }

    private void row(StringBuilder out, Function function) {
        if (function.returns() == Answer.VALUE) {
            return;
        }
        out.append("@dataclass(frozen=True)\nclass ")
                .append(export(answer(function)))
                .append(":\n    \"\"\"A row of ")
                .append(function.name())
                .append(".\"\"\"\n\n");
        for (Column column : function.columns()) {
            Client.check(PythonClient.WORDS, column.name(), "a column of awa." + function.name(), "Python");
            String type = result(function, column);
            out.append("    ")
                    .append(column.name())
                    .append(": ")
                    .append(type)
                    .append(column.neverNull() || type.equals("Any") ? "\n" : " | None\n");
        }
        out.append("\n\n");
    }

    /** The type of a row, or of the value, that a function answers with. */
    String answer(Function function) {
        return function.returns() == Answer.VALUE
                ? result(function, function.columns().get(0))
                : Names.pascal(function.name()) + "Row";
    }

    /** The type of an argument, without the null that is its default. */
    String parameter(Function function, Argument argument) {
        Optional<String> shape = Facts.shape(argument);
        if (shape.isPresent()) {
            String name = Names.pascal(Shape.ofList(shape.get()));
            return shape.get().endsWith("[]") ? "Sequence[" + name + "]" : name;
        }
        return switch (argument.type()) {
            case "text" -> Facts.isState(argument) ? "JobState" : "str";
            case "uuid" -> "UUID | str";
            case "interval" -> "timedelta | str";
            case "integer", "bigint" -> "int";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "datetime";
            case "jsonb" -> "Any";
            case "bytea" -> "bytes";
            case "text[]" -> Facts.mayHoldNulls(argument) ? "Sequence[str | None]" : "Sequence[str]";
            case "bigint[]" -> "Sequence[int]";
            case "jsonb[]" -> "Sequence[Any]";
            default -> throw Client.noType(function, "argument " + argument.name(), argument.type(), "Python");
        };
    }

    private String result(Function function, Column column) {
        String text = facts.choice(column).map(PythonTypes::name).orElse("str");
        return switch (column.type()) {
            case "text" -> text;
            case "uuid" -> "UUID";
            case "integer", "bigint" -> "int";
            case "double precision" -> "float";
            case "boolean" -> "bool";
            case "timestamp with time zone" -> "datetime";
            case "jsonb" -> "Any";
            case "bytea" -> "bytes";
            case "text[]" -> "list[" + text + "]";
            case "bigint[]" -> "list[int]";
            default -> throw Client.noType(function, "result " + column.name(), column.type(), "Python");
        };
    }
}

package dev.awa.codegen.python;

import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.kinds.ArgType;
import dev.awa.codegen.kinds.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** Types of args, and an insert for each kind. */
final class PythonKinds {

    private PythonKinds() {}

    static void write(StringBuilder out, Contract contract, List<Kind> kinds) {
        if (kinds.isEmpty()) {
            return;
        }
        options(out, contract.function("insert_job").orElseThrow());
        Names names = new Names("Python");
        contract.errors().forEach(error -> names.take(Names.pascal(error.condition()), "error " + error.sqlstate()));
        for (Kind kind : kinds) {
            String owner = "kind " + Names.quoted(kind.name());
            String verb = names.take("insert_" + kind.word() + "_job", owner);
            for (ArgType.Fields record : kind.records()) {
                names.take(name(kind, record.name()), "an object of " + owner);
                record(out, kind, record);
            }
            out.append("def ")
                    .append(verb)
                    .append("(\n    conn: psycopg.Connection[Any],\n    args: ")
                    .append(type(kind, kind.args()))
                    .append(",\n    **options: Unpack[InsertOptions],\n) -> InsertJobRow:\n    ")
                    .append(PythonClient.docstring(kind.summary()))
                    .append("\n    return insert_job(conn, kind=")
                    .append(Names.quoted(kind.name()))
                    .append(", args=args, **options)\n\n\n");
        }
    }

    /** The other arguments of {@code insert_job}. */
    private static void options(StringBuilder out, Function insert) {
        out.append(
                "class InsertOptions(TypedDict, total=False):\n    \"\"\"The arguments of insert_job besides kind and args.\"\"\"\n\n");
        for (Argument argument : insert.arguments()) {
            if (!argument.name().equals("kind") && !argument.name().equals("args")) {
                String type = PythonClient.parameter(insert, argument);
                out.append("    ")
                        .append(argument.name())
                        .append(": ")
                        .append(type)
                        .append(type.equals("Any") ? "\n" : " | None\n");
            }
        }
        out.append("\n\n");
    }

    private static void record(StringBuilder out, Kind kind, ArgType.Fields record) {
        String name = name(kind, record.name());
        if (!record.description().isEmpty()) {
            out.append("# ").append(record.description()).append('\n');
        }
        // by call, since a field may be called like a word of the language
        out.append(name).append(" = TypedDict(\n    \"").append(name).append("\",\n    {\n");
        for (ArgType.Field field : record.fields()) {
            String type = type(kind, field.type());
            if (!field.description().isEmpty()) {
                out.append("        # ").append(field.description()).append('\n');
            }
            out.append("        ")
                    .append(Names.quoted(field.name()))
                    .append(": ")
                    .append(field.required() ? type : "NotRequired[" + type + "]")
                    .append(",\n");
        }
        out.append("    },\n)\n\n\n");
    }

    /** The args of a kind are {@code SendEmailArgs}, and an object within is {@code SendEmailArgsAttachment}. */
    private static String name(Kind kind, String record) {
        return Names.pascal(kind.word()) + "Args" + (record.isEmpty() ? "" : Names.pascal(record));
    }

    private static String type(Kind kind, ArgType type) {
        if (type instanceof ArgType.Text) {
            return "str";
        } else if (type instanceof ArgType.Whole) {
            return "int";
        } else if (type instanceof ArgType.Decimal) {
            return "float";
        } else if (type instanceof ArgType.Truth) {
            return "bool";
        } else if (type instanceof ArgType.Choice choice) {
            return choice.values().stream().map(Names::quoted).collect(Collectors.joining(", ", "Literal[", "]"));
        } else if (type instanceof ArgType.ListOf list) {
            return "list[" + type(kind, list.item()) + "]";
        } else if (type instanceof ArgType.MapOf map) {
            return "dict[str, " + type(kind, map.value()) + "]";
        } else if (type instanceof ArgType.OrNull some) {
            return "Optional[" + type(kind, some.type()) + "]";
        } else if (type instanceof ArgType.Reference record) {
            return "\"" + name(kind, record.name()) + "\"";
        }
        return "Any";
    }
}

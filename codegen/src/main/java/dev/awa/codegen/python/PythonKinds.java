package dev.awa.codegen.python;

import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.kinds.ArgType;
import dev.awa.codegen.kinds.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What each described kind has: its name, the types of its args, its inserts, and the type of a claimed job. */
final class PythonKinds {

    private final Contract contract;
    private final PythonTypes types;
    private final List<Kind> kinds;

    PythonKinds(Contract contract, PythonTypes types, List<Kind> kinds) {
        this.contract = contract;
        this.types = types;
        this.kinds = kinds;
    }

    /** Writes what the module of types has. */
    void types(StringBuilder out) {
        if (kinds.isEmpty()) {
            return;
        }
        Names names = new Names("Python");
        types.exported().forEach(name -> names.take(name, name));
        batches().forEach((verb, options) -> names.take(options, options));
        List.of("Claimed", "claimed").forEach(name -> names.take(name, name));
        for (Kind kind : kinds) {
            String owner = "kind " + Names.quoted(kind.name());
            names.take(insert(kind), owner);
            names.take(constant(kind), owner);
            names.take(insertMany(kind), owner);
            kind.records().forEach(record -> names.take(name(kind, record.name()), "an object of " + owner));
            names.take(job(kind), "a job of " + owner);
        }
        batches()
                .forEach((verb, options) -> options(out, contract.function(verb).orElseThrow(), options));
        for (Kind kind : kinds) {
            out.append(types.export(constant(kind)))
                    .append(": Final = ")
                    .append(Names.quoted(kind.name()))
                    .append('\n')
                    .append(PythonClient.docstring("", kind.summary()))
                    .append("\n\n");
            kind.records().forEach(record -> record(out, kind, record));
        }
        if (contract.function("claim_jobs").isPresent()) {
            jobs(out);
        }
    }

    /** Functions that insert jobs of one kind, and the types of their other arguments. */
    private Map<String, String> batches() {
        Map<String, String> batches = new LinkedHashMap<>();
        batches.put("insert_job", "InsertOptions");
        if (contract.function("insert_many").isPresent()) {
            batches.put("insert_many", "InsertManyOptions");
        }
        return batches;
    }

    /** The other arguments of a function that inserts. */
    private void options(StringBuilder out, Function insert, String name) {
        out.append("class ")
                .append(types.export(name))
                .append("(TypedDict, total=False):\n    \"\"\"The arguments of ")
                .append(insert.name())
                .append(" besides kind and args.\"\"\"\n\n");
        for (Argument argument : insert.arguments()) {
            if (!argument.name().equals("kind") && !argument.name().equals("args")) {
                String type = types.parameter(insert, argument);
                out.append("    ")
                        .append(argument.name())
                        .append(": ")
                        .append(type)
                        .append(type.equals("Any") ? "\n" : " | None\n");
            }
        }
        out.append("\n\n");
    }

    private void record(StringBuilder out, Kind kind, ArgType.Fields record) {
        String name = types.export(name(kind, record.name()));
        if (!record.description().isEmpty()) {
            out.append(PythonClient.wrapped("# ", "# ", record.description()));
        }
        // by call, since a field may be called like a word of the language
        out.append(name).append(" = TypedDict(\n    \"").append(name).append("\",\n    {\n");
        for (ArgType.Field field : record.fields()) {
            String type = type(kind, field.type());
            if (!field.description().isEmpty()) {
                out.append(PythonClient.wrapped("        # ", "        # ", field.description()));
            }
            out.append("        ")
                    .append(Names.quoted(field.name()))
                    .append(": ")
                    .append(field.required() ? type : "NotRequired[" + type + "]")
                    .append(",\n");
        }
        out.append("    },\n)\n\n\n");
    }

    /** A claimed job of each kind, and what tells them apart. */
    private void jobs(StringBuilder out) {
        for (Kind kind : kinds) {
            out.append("@dataclass(frozen=True)\nclass ")
                    .append(types.export(job(kind)))
                    .append(":\n")
                    .append(PythonClient.docstring(
                            "    ", "A job of kind " + Names.quoted(kind.name()) + " that was claimed."))
                    .append("\n    args: ")
                    .append(type(kind, kind.args()))
                    .append("\n    claimed: ClaimJobsRow\n\n\n");
        }
        out.append(types.export("Claimed"))
                .append(" = Union[\n")
                .append(kinds.stream().map(kind -> "    " + job(kind) + ",\n").collect(Collectors.joining()))
                .append("]\n\n\ndef ")
                .append(types.export("claimed"))
                .append("""
                (job: ClaimJobsRow) -> Claimed | None:
                    \"""A claimed job with the type of its args, which are not checked here; None if its kind is none of these.\"""
                """);
        for (Kind kind : kinds) {
            out.append("    if job.kind == ")
                    .append(constant(kind))
                    .append(":\n        return ")
                    .append(job(kind))
                    .append("(job.args, job)\n");
        }
        out.append("    return None\n");
    }

    /** Writes the functions that a module has. */
    void functions(StringBuilder out, PythonModule module) {
        for (Kind kind : kinds) {
            function(out, module, kind, "insert_job", insert(kind), type(kind, kind.args()), "InsertJobRow");
            if (batches().containsKey("insert_many")) {
                function(
                        out,
                        module,
                        kind,
                        "insert_many",
                        insertMany(kind),
                        "Sequence[" + type(kind, kind.args()) + "]",
                        "list[InsertManyRow]");
            }
        }
    }

    private void function(
            StringBuilder out, PythonModule module, Kind kind, String verb, String name, String args, String answer) {
        out.append(module.define())
                .append("def ")
                .append(name)
                .append("(\n    conn: Connection,\n    args: ")
                .append(args)
                .append(",\n    **options: Unpack[")
                .append(batches().get(verb))
                .append("],\n) -> ")
                .append(answer)
                .append(":\n")
                .append(PythonClient.docstring("    ", kind.summary()))
                .append("    return ")
                .append(module.call())
                .append(verb)
                .append("(conn, kind=")
                .append(Names.quoted(kind.name()))
                .append(", args=args, **options)\n\n\n");
    }

    private static String insert(Kind kind) {
        return "insert_" + kind.word() + "_job";
    }

    private static String insertMany(Kind kind) {
        return "insert_" + kind.word() + "_jobs";
    }

    private static String constant(Kind kind) {
        return "KIND_" + kind.word().toUpperCase(Locale.ROOT);
    }

    private static String job(Kind kind) {
        return Names.pascal(kind.word()) + "Job";
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
        } else if (type instanceof ArgType.Constants constants) {
            return constants(constants.values());
        } else if (type instanceof ArgType.OneOf some) {
            return some.types().stream()
                    .map(each -> type(kind, each))
                    .distinct()
                    .collect(Collectors.joining(", ", "Union[", "]"));
        } else if (type instanceof ArgType.Reference record) {
            return "\"" + name(kind, record.name()) + "\"";
        }
        return "Any";
    }

    /** Some values of JSON; Python has no type of a single number that is not whole. */
    private static String constants(List<String> values) {
        return values.stream()
                .map(value -> switch (value) {
                    case "true" -> "Literal[True]";
                    case "false" -> "Literal[False]";
                    default -> value.startsWith("\"") || value.matches("-?[0-9]+") ? "Literal[" + value + "]" : "float";
                })
                .distinct()
                .collect(Collectors.joining(", ", "Union[", "]"));
    }
}

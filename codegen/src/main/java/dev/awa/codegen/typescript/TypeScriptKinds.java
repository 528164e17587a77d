package dev.awa.codegen.typescript;

import dev.awa.codegen.Names;
import dev.awa.codegen.kinds.ArgType;
import dev.awa.codegen.kinds.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** Types of args, and an insert for each kind. */
final class TypeScriptKinds {

    private TypeScriptKinds() {}

    static void write(StringBuilder out, List<Kind> kinds) {
        Names names = new Names("TypeScript");
        for (Kind kind : kinds) {
            String owner = "kind " + Names.quoted(kind.name());
            String verb = names.take("insert" + Names.pascal(kind.word()) + "Job", owner);
            for (ArgType.Fields record : kind.records()) {
                names.take(name(kind, record.name()), "an object of " + owner);
                record(out, kind, record);
            }
            TypeScriptClient.comment(out, "", kind.summary());
            out.append("export function ")
                    .append(verb)
                    .append("(\n  db: Queryable,\n  args: ")
                    .append(type(kind, kind.args()))
                    .append(",\n  options: Omit<InsertJobParams, \"kind\" | \"args\"> = {},\n")
                    .append("): Promise<InsertJobRow> {\n  return insertJob(db, { ...options, kind: ")
                    .append(Names.quoted(kind.name()))
                    .append(", args });\n}\n\n");
        }
    }

    private static void record(StringBuilder out, Kind kind, ArgType.Fields record) {
        TypeScriptClient.comment(out, "", record.description());
        out.append("export interface ").append(name(kind, record.name())).append(" {\n");
        for (ArgType.Field field : record.fields()) {
            TypeScriptClient.comment(out, "  ", field.description());
            out.append("  ")
                    .append(key(field.name()))
                    .append(field.required() ? ": " : "?: ")
                    .append(type(kind, field.type()))
                    .append(field.required() ? "" : " | undefined")
                    .append(";\n");
        }
        if (record.open()) {
            out.append("  [other: string]: unknown;\n");
        }
        out.append("}\n\n");
    }

    /** The args of a kind are {@code SendEmailArgs}, and an object within is {@code SendEmailArgsAttachment}. */
    private static String name(Kind kind, String record) {
        return Names.pascal(kind.word()) + "Args" + (record.isEmpty() ? "" : Names.pascal(record));
    }

    private static String type(Kind kind, ArgType type) {
        if (type instanceof ArgType.Text) {
            return "string";
        } else if (type instanceof ArgType.Whole || type instanceof ArgType.Decimal) {
            return "number";
        } else if (type instanceof ArgType.Truth) {
            return "boolean";
        } else if (type instanceof ArgType.Choice choice) {
            return choice.values().stream().map(Names::quoted).collect(Collectors.joining(" | "));
        } else if (type instanceof ArgType.ListOf list) {
            return "(" + type(kind, list.item()) + ")[]";
        } else if (type instanceof ArgType.MapOf map) {
            return "Record<string, " + type(kind, map.value()) + ">";
        } else if (type instanceof ArgType.OrNull some) {
            return type(kind, some.type()) + " | null";
        } else if (type instanceof ArgType.Reference record) {
            return name(kind, record.name());
        }
        return "unknown";
    }

    private static String key(String name) {
        return name.matches("[A-Za-z_$][A-Za-z0-9_$]*") ? name : Names.quoted(name);
    }
}

package dev.awa.codegen.go;

import dev.awa.codegen.Names;
import dev.awa.codegen.kinds.ArgType;
import dev.awa.codegen.kinds.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Types of args, and an insert for each kind. */
final class GoKinds {

    private final StringBuilder out;
    private final Names names = new Names("Go");

    private GoKinds(StringBuilder out) {
        this.out = out;
    }

    static void write(StringBuilder out, List<Kind> kinds) {
        GoKinds writer = new GoKinds(out);
        kinds.forEach(writer::kind);
    }

    private void kind(Kind kind) {
        String owner = "kind " + Names.quoted(kind.name());
        String verb = names.take("Insert" + GoClient.name(kind.word()) + "Job", owner);
        Set<String> written = new HashSet<>();
        for (ArgType.Fields record : kind.records()) {
            names.take(name(kind, record.name()), "an object of " + owner);
            record(kind, record, written);
            written.add(record.name());
        }
        out.append("// ")
                .append(verb)
                .append(" enqueues a job of kind ")
                .append(Names.quoted(kind.name()))
                .append(kind.description().isEmpty() ? "." : ": " + kind.description())
                .append("\n// p holds the other arguments of InsertJob.\nfunc ")
                .append(verb)
                .append("(ctx context.Context, db Querier, args ")
                .append(type(kind, kind.args()))
                .append(", p InsertJobParams) (InsertJobRow, error) {\n\tp.Kind = ")
                .append(Names.quoted(kind.name()))
                .append("\n\tp.Args = args\n\treturn InsertJob(ctx, db, p)\n}\n\n");
    }

    private void record(Kind kind, ArgType.Fields record, Set<String> written) {
        String name = name(kind, record.name());
        out.append("// ")
                .append(name)
                .append(record.name().isEmpty() ? " are the args" : " is a part of the args")
                .append(" of a job of kind ")
                .append(Names.quoted(kind.name()))
                .append(record.description().isEmpty() ? "." : ": " + record.description())
                .append("\ntype ")
                .append(name)
                .append(" struct {\n");
        Names fields = new Names("Go");
        List<String[]> lines = new ArrayList<>();
        for (ArgType.Field field : record.fields()) {
            String where = "field " + Names.quoted(field.name()) + " of kind " + Names.quoted(kind.name());
            if (!field.description().isEmpty()) {
                out.append(GoClient.aligned(lines)).append(lines.isEmpty() ? "" : "\n");
                lines.clear();
                out.append("\t// ").append(field.description()).append('\n');
            }
            lines.add(new String[] {
                fields.take(GoClient.name(Names.word(field.name())), where),
                fieldType(kind, field, written),
                tag(field, where)
            });
        }
        out.append(GoClient.aligned(lines)).append("}\n\n");
    }

    /** What may be left out is nil then; so is what could not be finite otherwise. */
    private static String fieldType(Kind kind, ArgType.Field field, Set<String> written) {
        String type = type(kind, field.type());
        boolean endless = field.type() instanceof ArgType.Reference record && !written.contains(record.name());
        return (endless || !field.required()) && !hasNil(type) ? "*" + type : type;
    }

    /** A tag of encoding/json, which takes no other characters for a name. */
    private static String tag(ArgType.Field field, String where) {
        if (!field.name().matches("[\\p{L}\\p{Nd}!#$%&()*+./:;<=>?@\\[\\]^_{|}~ -]+")) {
            throw new IllegalArgumentException(
                    where + " cannot be a field of a struct of Go, whose JSON tags have no \", ', `, \\ or comma");
        }
        return "`json:\"" + field.name() + (field.required() ? field.name().equals("-") ? "," : "" : ",omitzero")
                + "\"`";
    }

    /** The args of a kind are {@code SendEmailArgs}, and an object within is {@code SendEmailArgsAttachment}. */
    private static String name(Kind kind, String record) {
        return GoClient.name(kind.word()) + "Args" + (record.isEmpty() ? "" : GoClient.name(record));
    }

    private static boolean hasNil(String type) {
        return type.startsWith("*") || type.startsWith("[]") || type.startsWith("map[") || type.equals("any");
    }

    private static String type(Kind kind, ArgType type) {
        if (type instanceof ArgType.Text text) {
            return text.format().equals("date-time") ? "time.Time" : "string";
        } else if (type instanceof ArgType.Choice) {
            return "string";
        } else if (type instanceof ArgType.Whole) {
            return "int64";
        } else if (type instanceof ArgType.Decimal) {
            return "float64";
        } else if (type instanceof ArgType.Truth) {
            return "bool";
        } else if (type instanceof ArgType.ListOf list) {
            return "[]" + type(kind, list.item());
        } else if (type instanceof ArgType.MapOf map) {
            return "map[string]" + type(kind, map.value());
        } else if (type instanceof ArgType.OrNull some) {
            String inner = type(kind, some.type());
            return hasNil(inner) ? inner : "*" + inner;
        } else if (type instanceof ArgType.Reference record) {
            return name(kind, record.name());
        }
        return "any";
    }
}

package dev.awa.codegen.go;

import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.kinds.ArgType;
import dev.awa.codegen.kinds.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What each described kind has: its name, the types of its args, its inserts, and the args of a claimed job. */
final class GoKinds {

    private final StringBuilder out;
    private final Contract contract;
    private final Names names = new Names("Go");
    private final Set<String> taken = new HashSet<>();

    GoKinds(StringBuilder out, Contract contract) {
        this.out = out;
        this.contract = contract;
    }

    void write(List<Kind> kinds) {
        if (kinds.isEmpty()) {
            return;
        }
        boolean many = contract.function("insert_many").isPresent();
        boolean claims = contract.function("claim_jobs").isPresent();
        for (Kind kind : kinds) {
            String owner = "kind " + Names.quoted(kind.name());
            take(insert(kind), owner);
            take(constant(kind), owner);
            take(insert(kind) + "s", owner);
            take(decode(kind), owner);
            kind.records().forEach(record -> take(name(kind, record.name()), "an object of " + owner));
            kind.choices().forEach(choice -> take(name(kind, choice.name()), "a text of " + owner));
        }
        out.append("// Kinds of jobs whose args are described.\nconst (\n")
                .append(GoClient.aligned(kinds.stream()
                        .map(kind -> new String[] {constant(kind), "= " + Names.quoted(kind.name())})
                        .toList()))
                .append(")\n\n");
        kinds.forEach(kind -> kind(kind, many, claims));
        if (claims) {
            decoder(kinds);
        }
    }

    private void take(String name, String owner) {
        taken.add(names.take(name, owner));
    }

    private void kind(Kind kind, boolean many, boolean claims) {
        for (ArgType.Choice choice : kind.choices()) {
            String name = name(kind, choice.name());
            out.append("// ")
                    .append(name)
                    .append(" is one of some texts in the args of a job of kind ")
                    .append(Names.quoted(kind.name()))
                    .append(".\ntype ")
                    .append(name)
                    .append(" string\n\n// What ")
                    .append(name)
                    .append(" may be.\n");
            GoTypes.constants(out, name, choice.values(), taken);
        }
        Set<String> written = new HashSet<>();
        for (ArgType.Fields record : kind.records()) {
            record(kind, record, written);
            written.add(record.name());
        }
        String args = type(kind, kind.args());
        GoClient.comment(
                out,
                "",
                insert(kind) + " enqueues a job of kind " + Names.quoted(kind.name())
                        + (kind.description().isEmpty() ? "." : ": " + kind.description()));
        out.append("// p holds the other arguments of InsertJob.\nfunc ")
                .append(insert(kind))
                .append("[R Rows](ctx context.Context, db Querier[R], args ")
                .append(args)
                .append(", p InsertJobParams) (InsertJobRow, error) {\n\tp.Kind = ")
                .append(constant(kind))
                .append("\n\tp.Args = args\n\treturn InsertJob(ctx, db, p)\n}\n\n");
        if (many) {
            GoClient.comment(
                    out,
                    "",
                    insert(kind) + "s enqueues a job of kind " + Names.quoted(kind.name()) + " for each of args.");
            out.append("// p holds the other arguments of InsertMany.\nfunc ")
                    .append(insert(kind))
                    .append("s[R Rows](ctx context.Context, db Querier[R], args []")
                    .append(args)
                    .append(", p InsertManyParams) ([]InsertManyRow, error) {\n\tp.Kind = ")
                    .append(constant(kind))
                    .append(
                            "\n\tp.Args = make([]any, len(args))\n\tfor i, each := range args {\n\t\tp.Args[i] = each\n\t}\n")
                    .append("\treturn InsertMany(ctx, db, p)\n}\n\n");
        }
        if (claims) {
            GoClient.comment(
                    out,
                    "",
                    decode(kind) + " gives the args of a claimed job of kind " + Names.quoted(kind.name())
                            + "; that they are as described is not checked here.");
            out.append("func ")
                    .append(decode(kind))
                    .append("(job ClaimJobsRow) (args ")
                    .append(args)
                    .append(", err error) {\n\tif job.Kind != ")
                    .append(constant(kind))
                    .append(" {\n\t\treturn args, fmt.Errorf(\"job %d is of kind %q, not %q\", job.ID, job.Kind, ")
                    .append(constant(kind))
                    .append(")\n\t}\n\terr = json.Unmarshal(job.Args, &args)\n\treturn args, err\n}\n\n");
        }
    }

    private void decoder(List<Kind> kinds) {
        out.append("""
                // DecodeArgs gives the args of a claimed job in the type of its kind, for a type switch; nil if its kind is none of these.
                func DecodeArgs(job ClaimJobsRow) (any, error) {
                	switch job.Kind {
                """);
        kinds.forEach(kind -> out.append("\tcase ")
                .append(constant(kind))
                .append(":\n\t\treturn ")
                .append(decode(kind))
                .append("(job)\n"));
        out.append("\t}\n\treturn nil, nil\n}\n\n");
    }

    private static String insert(Kind kind) {
        return "Insert" + GoClient.name(kind.word()) + "Job";
    }

    private static String constant(Kind kind) {
        return "Kind" + GoClient.name(kind.word());
    }

    private static String decode(Kind kind) {
        return "Decode" + GoClient.name(kind.word()) + "Args";
    }

    private void record(Kind kind, ArgType.Fields record, Set<String> written) {
        String name = name(kind, record.name());
        GoClient.comment(
                out,
                "",
                name + (record.name().isEmpty() ? " are the args" : " is a part of the args") + " of a job of kind "
                        + Names.quoted(kind.name())
                        + (record.description().isEmpty() ? "." : ": " + record.description()));
        out.append("type ").append(name).append(" struct {\n");
        Names fields = new Names("Go");
        List<String[]> lines = new ArrayList<>();
        for (ArgType.Field field : record.fields()) {
            String where = "field " + Names.quoted(field.name()) + " of kind " + Names.quoted(kind.name());
            if (!field.description().isEmpty()) {
                out.append(GoClient.aligned(lines)).append(lines.isEmpty() ? "" : "\n");
                lines.clear();
                GoClient.comment(out, "\t", field.description());
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
        } else if (type instanceof ArgType.Choice choice) {
            return name(kind, choice.name());
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
        } else if (type instanceof ArgType.Constants constants) {
            return constants.values().stream().allMatch(value -> value.matches("-?[0-9]+")) ? "int64" : "any";
        } else if (type instanceof ArgType.Reference record) {
            return name(kind, record.name());
        }
        return "any";
    }
}

package dev.awa.codegen.typescript;

import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.kinds.ArgType;
import dev.awa.codegen.kinds.Kind;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Types of args, an insert and an element of a batch for each kind, and what workers take all of them for. */
final class TypeScriptKinds {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TypeScriptKinds() {}

    static void write(StringBuilder out, Contract contract, List<Kind> kinds) {
        Names names = names(contract);
        for (Kind kind : kinds) {
            String owner = "kind " + Names.quoted(kind.name());
            String verb = names.take("insert" + Names.pascal(kind.word()) + "Job", owner);
            String element = names.take("new" + Names.pascal(kind.word()) + "Job", owner);
            for (ArgType.Fields record : kind.records()) {
                names.take(name(kind, record.name()), "an object of " + owner);
                record(out, kind, record);
            }
            String args = type(kind, kind.args());
            TypeScriptClient.comment(out, "", kind.summary());
            out.append("export function ")
                    .append(verb)
                    .append("(\n  db: Queryable,\n  args: ")
                    .append(args)
                    .append(",\n  options: Omit<InsertJobParams, \"kind\" | \"args\"> = {},\n")
                    .append("): Promise<InsertJobRow> {\n  return insertJob(db, { ...options, kind: ")
                    .append(Names.quoted(kind.name()))
                    .append(", args });\n}\n\n");
            TypeScriptClient.comment(out, "", "The same for insertJobs: " + kind.summary());
            out.append("export function ")
                    .append(element)
                    .append("(args: ")
                    .append(args)
                    .append(
                            ", options: Omit<NewJob, \"kind\" | \"args\"> = {}): NewJob {\n  return { ...options, kind: ")
                    .append(Names.quoted(kind.name()))
                    .append(", args };\n}\n\n");
        }
        if (!kinds.isEmpty()) {
            worker(out, kinds);
        }
    }

    /** All that a file without kinds has, so that none of them is taken for a kind's. */
    private static Names names(Contract contract) {
        Names names = new Names("TypeScript");
        contract.shapes().forEach(shape -> names.take(Names.pascal(shape.name()), "shape " + shape.name()));
        contract.functions().forEach(function -> names.take(Names.camel(function.name()), "awa." + function.name()));
        for (String name : List.of("KINDS", "Kind", "KindArgs", "ClaimedJob", "claimedJob", "UnknownKindError")) {
            names.take(name, "what each file has");
        }
        return names;
    }

    private static void worker(StringBuilder out, List<Kind> kinds) {
        Names names = new Names("TypeScript");
        out.append("/** The described kinds, by their names in this module. */\nexport const KINDS = {\n");
        for (Kind kind : kinds) {
            String name = names.take(Names.camel(kind.word()), "kind " + Names.quoted(kind.name()));
            out.append("  ")
                    .append(name)
                    .append(": ")
                    .append(Names.quoted(kind.name()))
                    .append(",\n");
        }
        out.append("""
                } as const;

                /** A described kind. */
                export type Kind = (typeof KINDS)[keyof typeof KINDS];

                /** What args a described kind has. */
                export interface KindArgs {
                """);
        for (Kind kind : kinds) {
            out.append("  ")
                    .append(Names.quoted(kind.name()))
                    .append(": ")
                    .append(type(kind, kind.args()))
                    .append(";\n");
        }
        out.append("""
                }

                /** A claimed job of a described kind: whoever has looked at its kind knows the type of its args. */
                export type ClaimedJob = {
                  [K in Kind]: Omit<ClaimJobsRow, "kind" | "args"> & { kind: K; args: KindArgs[K] };
                }[Kind];

                /** A claimed job is of a kind that nobody had described when this module was made. */
                export class UnknownKindError extends Error {
                  readonly kind: string;

                  constructor(kind: string) {
                    super(`no args are described for kind ${JSON.stringify(kind)}`);
                    this.name = new.target.name;
                    this.kind = kind;
                  }
                }

                const KNOWN: ReadonlySet<string> = new Set(Object.values(KINDS));

                /**
                 * What {@link claimJobs} has handed out as a job of its kind; an {@link UnknownKindError} for one of another kind. The args are
                 * what was inserted: that they fit the kind's schema is only sure of jobs that were inserted with the option validate.
                 */
                export function claimedJob(row: ClaimJobsRow): ClaimedJob {
                  if (!KNOWN.has(row.kind)) {
                    throw new UnknownKindError(row.kind);
                  }
                  return row as ClaimedJob;
                }

                """);
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
        } else if (type instanceof ArgType.Constants constants) {
            return constants.values().stream().map(TypeScriptKinds::literal).collect(Collectors.joining(" | "));
        } else if (type instanceof ArgType.OneOf some) {
            return some.types().stream().map(each -> type(kind, each)).collect(Collectors.joining(" | "));
        } else if (type instanceof ArgType.ListOf list) {
            return TypeScriptClient.inList(type(kind, list.item())) + "[]";
        } else if (type instanceof ArgType.MapOf map) {
            return "Record<string, " + type(kind, map.value()) + ">";
        } else if (type instanceof ArgType.OrNull some) {
            return type(kind, some.type()) + " | null";
        } else if (type instanceof ArgType.Reference record) {
            return name(kind, record.name());
        }
        return "unknown";
    }

    /** A value in JSON as TypeScript says it. */
    private static String literal(String json) {
        return json.startsWith("\"") ? Names.quoted(JSON.readTree(json).asString()) : json;
    }

    private static String key(String name) {
        return name.matches("[A-Za-z_$][A-Za-z0-9_$]*") ? name : Names.quoted(name);
    }
}

package dev.awa.codegen.typescript;

import dev.awa.codegen.Client;
import dev.awa.codegen.Names;
import dev.awa.codegen.contract.Contract;
import dev.awa.codegen.contract.Contract.Answer;
import dev.awa.codegen.contract.Contract.Argument;
import dev.awa.codegen.contract.Contract.Column;
import dev.awa.codegen.contract.Contract.ErrorCode;
import dev.awa.codegen.contract.Contract.Field;
import dev.awa.codegen.contract.Contract.Function;
import dev.awa.codegen.contract.Contract.Shape;
import dev.awa.codegen.kinds.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** TypeScript for node-postgres: one ESM module of strict types. */
public final class TypeScriptClient implements Client {

    /** What no function of a module may be called: words of the language, and the functions that are in each. */
    private static final Set<String> WORDS = Set.of(
            ("arguments await break case catch class const continue debugger default delete do else enum eval export extends false"
                            + " finally for function if implements import in instanceof interface let new null package private"
                            + " protected public return static super switch this throw true try typeof var void while with yield"
                            + " call errorOf json")
                    .split(" "));

    @Override
    public Map<String, String> write(Contract contract, List<Kind> kinds, String name) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException(Names.quoted(name) + " is no name for a module of TypeScript");
        }
        StringBuilder out = new StringBuilder();
        out.append("// ").append(Client.heading(contract)).append('\n').append("""

                /**
                 * What sends a statement: a Pool, a PoolClient or a Client of pg, or whatever else has such a method. With a client in a
                 * transaction the call is part of it.
                 */
                export interface Queryable {
                  query(config: { text: string; values: unknown[] }): Promise<{ rows: unknown[] }>;
                }

                /** A 64-bit number. node-postgres gives it as text, since a number of JavaScript would lose digits. */
                export type Bigint = string;

                """);
        out.append("/** The version of the contract that this module was made from. */\n")
                .append("export const CONTRACT_VERSION = ")
                .append(Names.quoted(contract.version()))
                .append(";\n\n");
        out.append("/** Where a job stands. */\nexport type JobState =\n")
                .append(contract.states().stream()
                        .map(s -> "  | " + Names.quoted(s))
                        .collect(Collectors.joining("\n")))
                .append(";\n\n");
        errors(out, contract.errors());
        for (Shape shape : contract.shapes()) {
            shape(out, contract, shape);
        }
        for (Function function : contract.functions()) {
            Client.check(WORDS, Names.camel(function.name()), "function awa." + function.name(), "TypeScript");
            function(out, contract, function);
        }
        TypeScriptKinds.write(out, contract, kinds);
        return Map.of(name + ".ts", out.toString());
    }

    private static void errors(StringBuilder out, List<ErrorCode> errors) {
        out.append("""
                /** An error that the database named: one of the contract's SQLSTATEs of class AW. The message names the bad value. */
                export class AwaError extends Error {
                  /** The SQLSTATE, for example AW005. */
                  readonly sqlState: string;
                  /** What to do about it, in the database's words. */
                  readonly hint: string | undefined;

                  constructor(sqlState: string, message: string, hint: string | undefined, cause: unknown) {
                    super(message, { cause });
                    this.name = new.target.name;
                    this.sqlState = sqlState;
                    this.hint = hint;
                  }
                }

                """);
        for (ErrorCode error : errors) {
            comment(out, "", error.sqlstate() + ": " + error.meaning());
            out.append("export class ").append(className(error)).append(" extends AwaError {}\n\n");
        }
        out.append("const ERRORS: Record<string, typeof AwaError> = {\n");
        errors.forEach(error -> out.append("  ")
                .append(error.sqlstate())
                .append(": ")
                .append(className(error))
                .append(",\n"));
        out.append("""
                };

                /** The error that stands for one of the driver; one that Awa did not raise is given back as it is. */
                export function errorOf(error: unknown): unknown {
                  if (error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("AW")) {
                    const hint = "hint" in error && typeof error.hint === "string" ? error.hint : undefined;
                    return new (ERRORS[error.code] ?? AwaError)(error.code, error.message, hint, error);
                  }
                  return error;
                }

                async function call<Row>(db: Queryable, text: string, values: unknown[]): Promise<Row[]> {
                  try {
                    return (await db.query({ text, values })).rows as Row[];
                  } catch (error) {
                    throw errorOf(error);
                  }
                }

                function json(value: unknown): string | null {
                  return value === undefined || value === null ? null : JSON.stringify(value);
                }

                """);
    }

    private static String className(ErrorCode error) {
        return Names.pascal(error.condition()) + "Error";
    }

    private static void function(StringBuilder out, Contract contract, Function function) {
        String name = Names.pascal(function.name());
        String row = function.returns() == Answer.VALUE
                ? cell(contract, function, function.columns().get(0))
                : name + "Row";
        if (!function.arguments().isEmpty()) {
            out.append("/** Arguments of {@link ")
                    .append(Names.camel(function.name()))
                    .append("}; what is left out has its default. */\n")
                    .append("export interface ")
                    .append(name)
                    .append("Params {\n");
            for (Argument argument : function.arguments()) {
                boolean optional = argument.defaultValue() != null;
                out.append("  ")
                        .append(Names.camel(argument.name()))
                        .append(optional ? "?: " : ": ")
                        .append(parameter(contract, function, argument))
                        .append(optional ? " | null | undefined" : "")
                        .append(";\n");
            }
            out.append("}\n\n");
        }
        if (function.returns() != Answer.VALUE) {
            out.append("/** A row of {@link ")
                    .append(Names.camel(function.name()))
                    .append("}. */\n")
                    .append("export interface ")
                    .append(name)
                    .append("Row {\n");
            for (Column column : function.columns()) {
                out.append("  ")
                        .append(column.name())
                        .append(": ")
                        .append(cell(contract, function, column))
                        .append(";\n");
            }
            out.append("}\n\n");
        }
        boolean optional = function.arguments().stream().allMatch(a -> a.defaultValue() != null);
        comment(out, "", function.comment());
        out.append("export async function ")
                .append(Names.camel(function.name()))
                .append("(db: Queryable");
        if (!function.arguments().isEmpty()) {
            out.append(", args: ").append(name).append("Params").append(optional ? " = {}" : "");
        }
        out.append("): Promise<")
                .append(function.returns() == Answer.ROWS ? row + "[]" : row)
                .append("> {\n");
        List<String> parameters = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Argument argument : function.arguments()) {
            parameters.add("$" + (parameters.size() + 1) + cast(argument.type()));
            String value = "args." + Names.camel(argument.name());
            values.add(
                    switch (argument.type()) {
                        case "jsonb" -> "json(" + value + ")";
                        case "jsonb[]" -> value + ".map(json)";
                        default -> argument.defaultValue() == null ? value : value + " ?? null";
                    });
        }
        String statement = Names.quoted(Client.call(function, parameters));
        String list = values.isEmpty() ? "[]" : "[\n    " + String.join(",\n    ", values) + ",\n  ]";
        String type = function.returns() == Answer.VALUE ? "{ value: " + row + " }" : row;
        out.append("  const rows = await call<")
                .append(type)
                .append(">(db, ")
                .append(statement)
                .append(", ")
                .append(list)
                .append(");\n");
        out.append(
                switch (function.returns()) {
                    case ROWS -> "  return rows;\n";
                    case ROW -> "  return rows[0]!;\n";
                    case VALUE -> "  return rows[0]!.value;\n";
                });
        out.append("}\n\n");
    }

    /** JSON is sent as text, whatever a driver would make of a parameter that is one. */
    private static String cast(String type) {
        return switch (type) {
            case "jsonb" -> "::text::jsonb";
            case "jsonb[]" -> "::text[]::jsonb[]";
            default -> "::" + type;
        };
    }

    private static void shape(StringBuilder out, Contract contract, Shape shape) {
        String name = Names.pascal(shape.name());
        comment(out, "", places(contract, shape));
        if (shape.fields().isEmpty()) {
            out.append("export type ").append(name).append(" = Record<string, never>;\n\n");
            return;
        }
        out.append("export interface ").append(name).append(" {\n");
        shape.fields().stream()
                .sorted(Comparator.comparing(Field::needed).reversed())
                .forEach(field -> {
                    comment(out, "  ", field.meaning());
                    out.append("  ")
                            .append(field.name())
                            .append(field.needed() ? ": " : "?: ")
                            .append(field.types().stream()
                                    .map(type -> json(contract, field, type))
                                    .collect(Collectors.joining(" | ")))
                            .append(field.needed() ? "" : " | null | undefined")
                            .append(";\n");
                });
        out.append("}\n\n");
    }

    /** Where an object of a shape is passed, as a sentence. */
    private static String places(Contract contract, Shape shape) {
        Map<String, Set<String>> owners = new TreeMap<>();
        contract.functions()
                .forEach(function -> function.arguments().stream()
                        .filter(argument -> argument.shape() != null
                                && Shape.ofList(argument.shape()).equals(shape.name()))
                        .forEach(argument -> owners.computeIfAbsent(argument.name(), name -> new TreeSet<>())
                                .add("{@link " + Names.camel(function.name()) + "}")));
        contract.shapes()
                .forEach(other -> other.fields().stream()
                        .filter(field ->
                                field.types().stream().map(Shape::ofList).anyMatch(shape.name()::equals))
                        .forEach(field -> owners.computeIfAbsent(field.name(), name -> new TreeSet<>())
                                .add("{@link " + Names.pascal(other.name()) + "}")));
        return owners.entrySet().stream()
                        .map(owner -> "`" + owner.getKey() + "` of " + String.join(", ", owner.getValue()))
                        .collect(Collectors.joining("; "))
                + (shape.fields().isEmpty() ? ": no keys yet." : ".");
    }

    private static String json(Contract contract, Field field, String type) {
        if (type.endsWith("[]")) {
            return "readonly " + inList(json(contract, field, Shape.ofList(type))) + "[]";
        }
        return switch (type) {
            case "text" -> field.values().isEmpty() ? "string" : union(contract, field.values());
            case "boolean" -> "boolean";
            case "integer", "number" -> "number";
            case "id" -> "Bigint | number";
            case "interval" -> "string | number";
            case "timestamp" -> "Date | string";
            case "object" -> "object";
            default -> contract.shape(type).isPresent() ? Names.pascal(type) : "unknown";
        };
    }

    private static String parameter(Contract contract, Function function, Argument argument) {
        if (argument.shape() != null) {
            String shape = Names.pascal(Shape.ofList(argument.shape()));
            return argument.shape().endsWith("[]") ? "readonly " + shape + "[]" : shape;
        }
        return switch (argument.type()) {
            case "text", "uuid", "interval" -> "string";
            case "integer" -> "number";
            case "bigint" -> "Bigint | number | bigint";
            case "boolean" -> "boolean";
            case "jsonb" -> "unknown";
            case "bytea" -> "Uint8Array";
            case "timestamp with time zone" -> "Date | string";
            case "text[]" -> "readonly (string | null)[]";
            case "bigint[]" -> "readonly (Bigint | number | bigint)[]";
            case "jsonb[]" -> "readonly unknown[]";
            default -> throw Client.noType(function, "argument " + argument.name(), argument.type(), "TypeScript");
        };
    }

    private static String cell(Contract contract, Function function, Column column) {
        String type = result(contract, function, column);
        return column.neverNull() || type.equals("unknown") ? type : type + " | null";
    }

    private static String result(Contract contract, Function function, Column column) {
        return switch (column.type()) {
            case "text" -> column.values().isEmpty() ? "string" : union(contract, column.values());
            case "uuid" -> "string";
            case "integer", "double precision" -> "number";
            case "bigint" -> "Bigint";
            case "boolean" -> "boolean";
            case "jsonb" -> "unknown";
            case "bytea" -> "Uint8Array";
            case "timestamp with time zone" -> "Date";
            case "text[]" -> column.values().isEmpty() ? "string[]" : inList(union(contract, column.values())) + "[]";
            case "bigint[]" -> "Bigint[]";
            default -> throw Client.noType(function, "result " + column.name(), column.type(), "TypeScript");
        };
    }

    private static String union(Contract contract, List<String> values) {
        return values.size() == contract.states().size() && contract.states().containsAll(values)
                ? "JobState"
                : values.stream().map(Names::quoted).collect(Collectors.joining(" | "));
    }

    static String inList(String type) {
        return type.contains(" ") ? "(" + type + ")" : type;
    }

    static void comment(StringBuilder out, String indent, String text) {
        if (!text.isEmpty()) {
            out.append(indent)
                    .append("/** ")
                    .append(Names.line(text).replace("*/", "* /"))
                    .append(" */\n");
        }
    }
}

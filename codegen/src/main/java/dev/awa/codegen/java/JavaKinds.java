package dev.awa.codegen.java;

import dev.awa.codegen.Names;
import dev.awa.codegen.kinds.ArgType;
import dev.awa.codegen.kinds.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/** A class that holds a record of args for each kind, and in it the records and enums that those are made of. */
final class JavaKinds {

    static final String CLASS = "Kinds";

    private static final String JACKSON = "com.fasterxml.jackson.annotation.";

    /** What no type may be called, since the file says it of others. */
    private static final Set<String> TYPES = Set.of(
            ("Boolean Double Enum JobKind JsonCreator JsonInclude JsonProperty JsonValue Kinds List LocalDate Long Map NullMarked"
                            + " Nullable Object OffsetDateTime Record String UUID")
                    .split(" "));

    /** What no component of a record may be called, besides the words of the language. */
    private static final Set<String> COMPONENTS =
            Set.of("clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait", "yield");

    private final Set<String> imports = new TreeSet<>();
    private final StringBuilder out = new StringBuilder();

    /** Names of the kind that is being written: of its own record, under the empty name, and of its parts. */
    private final Map<String, String> types = new HashMap<>();

    private JavaKinds() {}

    static String write(List<Kind> kinds) {
        JavaKinds writer = new JavaKinds();
        Names names = new Names("Java");
        kinds.forEach(kind -> writer.kind(kind, names));
        return writer.imports.stream().map(each -> "import " + each + ";\n").collect(Collectors.joining())
                + "\n/** The args of the described kinds of jobs: what AwaClient.insert takes, and what handlers of workers are given. */\n"
                + "@NullMarked\npublic final class " + CLASS
                + " {\n\n    private " + CLASS + "() {}\n" + writer.out + "}\n";
    }

    private void kind(Kind kind, Names names) {
        imports.addAll(List.of("dev.awa.client.JobKind", "org.jspecify.annotations.NullMarked"));
        String type = names.take(
                typeName(Names.pascal(kind.word()), TYPES::contains, "Args"), "kind " + Names.quoted(kind.name()));
        nameTypes(kind, type);
        String constant = "        /** The kind. */\n        public static final JobKind<" + type
                + "> KIND = JobKind.of(" + Names.quoted(kind.name()) + ", " + type + ".class);\n";
        ArgType.Fields args = kind.records().stream()
                .filter(record -> record.name().isEmpty())
                .findFirst()
                .orElse(null);
        if (args == null) {
            imports.addAll(List.of(JACKSON + "JsonCreator", JACKSON + "JsonValue"));
            javadoc("    ", kind.summary(), List.of());
            out.append("    public record ")
                    .append(type)
                    .append("(@JsonValue ")
                    .append(element(kind.args(), false))
                    .append(" value) {\n\n")
                    .append(constant)
                    .append('\n')
                    .append("        /** Args that are {@code value} itself. */\n")
                    .append("        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)\n        public ")
                    .append(type)
                    .append(" {}\n");
        } else {
            record(
                    "    ",
                    kind,
                    args,
                    kind.description().isEmpty() ? args.description() : kind.description(),
                    constant);
        }
        kind.records().stream().filter(part -> part != args).forEach(part -> {
            record("        ", kind, part, part.description(), "");
            out.append("        }\n");
        });
        kind.choices().forEach(this::choice);
        out.append("    }\n");
    }

    private void nameTypes(Kind kind, String type) {
        types.clear();
        types.put("", type);
        Predicate<String> taken = name -> TYPES.contains(name) || name.equals(type);
        Names parts = new Names("Java");
        kind.records().stream()
                .map(ArgType.Fields::name)
                .filter(name -> !name.isEmpty())
                .forEach(name -> types.put(
                        name,
                        parts.take(
                                typeName(Names.pascal(name), taken, "Part"),
                                "an object of kind " + Names.quoted(kind.name()))));
        kind.choices().stream()
                .map(ArgType.Choice::name)
                .forEach(name -> types.put(
                        name,
                        parts.take(
                                typeName(Names.pascal(name), taken, "Part"),
                                "a choice of kind " + Names.quoted(kind.name()))));
    }

    private String name(String part) {
        return Objects.requireNonNull(types.get(part), part);
    }

    private static String typeName(String name, Predicate<String> taken, String suffix) {
        return taken.test(name) ? name + suffix : name;
    }

    /** Writes a record but for its closing brace; constant: what only the args themselves have. */
    private void record(String indent, Kind kind, ArgType.Fields record, String description, String constant) {
        String type = name(record.name());
        List<Component> components = components(kind, record);
        String lead = description.isEmpty()
                ? (constant.isEmpty() ? "A part of the args" : "The args") + " of kind " + Names.line(kind.name()) + "."
                : description;
        javadoc(indent, lead, components);
        imports.addAll(List.of(JACKSON + "JsonInclude", JACKSON + "JsonProperty"));
        out.append(indent)
                .append("@JsonInclude(JsonInclude.Include.ALWAYS)\n")
                .append(indent)
                .append("public record ")
                .append(type)
                .append(components.stream()
                        .map(component -> "\n" + indent + "        " + component.declaration())
                        .collect(Collectors.joining(",", "(", ")")))
                .append(" {\n")
                .append(constant.isEmpty() ? "" : "\n" + constant);
        long needed = components.stream().filter(Component::required).count();
        if (needed < components.size()) {
            constructor(indent + "    ", type, components);
            components.stream()
                    .filter(component -> !component.required())
                    .forEach(component -> wither(indent + "    ", type, components, component));
        }
    }

    private List<Component> components(Kind kind, ArgType.Fields record) {
        Names names = new Names("Java");
        return record.fields().stream()
                .map(field -> {
                    String word = Names.word(field.name());
                    String name = Names.camel(word);
                    boolean reserved =
                            SourceVersion.isKeyword(name, SourceVersion.RELEASE_17) || COMPONENTS.contains(name);
                    names.take(name, "field " + Names.quoted(field.name()) + " of kind " + Names.quoted(kind.name()));
                    return new Component(
                            reserved ? name + "_" : name,
                            "with" + Names.pascal(word),
                            field,
                            element(field.type(), !field.required()));
                })
                .toList();
    }

    private record Component(String name, String wither, ArgType.Field field, String type) {
        boolean required() {
            return field.required();
        }

        String declaration() {
            return "@JsonProperty(" + Names.quoted(field.name()) + ") "
                    + (required() ? "" : "@JsonInclude(JsonInclude.Include.NON_NULL) ") + type + " " + name;
        }
    }

    private void constructor(String indent, String type, List<Component> components) {
        out.append("\n")
                .append(indent)
                .append("/** With what is needed; the rest is left out. */\n")
                .append(indent)
                .append("public ")
                .append(type)
                .append(components.stream()
                        .filter(Component::required)
                        .map(component -> component.type() + " " + component.name())
                        .collect(Collectors.joining(", ", "(", ")")))
                .append(" {\n")
                .append(indent)
                .append("    this")
                .append(components.stream()
                        .map(component -> component.required() ? component.name() : "null")
                        .collect(Collectors.joining(", ", "(", ");\n")))
                .append(indent)
                .append("}\n");
    }

    private void wither(String indent, String type, List<Component> components, Component component) {
        out.append("\n")
                .append(indent)
                .append("/** The same with another {@code ")
                .append(escaped(component.field().name()))
                .append("}; null leaves it out. */\n")
                .append(indent)
                .append("public ")
                .append(type)
                .append(" ")
                .append(component.wither())
                .append("(")
                .append(component.type())
                .append(" ")
                .append(component.name())
                .append(") {\n")
                .append(indent)
                .append("    return new ")
                .append(type)
                .append(components.stream().map(Component::name).collect(Collectors.joining(", ", "(", ");\n")))
                .append(indent)
                .append("}\n");
    }

    private void choice(ArgType.Choice choice) {
        imports.add(JACKSON + "JsonProperty");
        out.append("\n        /** A choice of texts. */\n        public enum ")
                .append(name(choice.name()))
                .append(" {\n");
        Set<String> names = new HashSet<>();
        out.append(choice.values().stream()
                .map(value -> {
                    String word = Names.word(value).toUpperCase(Locale.ROOT);
                    String name = word;
                    for (int n = 2; !names.add(name); n++) {
                        name = word + "_" + n;
                    }
                    return "            @JsonProperty(" + Names.quoted(value) + ")\n            " + name;
                })
                .collect(Collectors.joining(",\n")));
        out.append("\n        }\n");
    }

    private void javadoc(String indent, String lead, List<Component> components) {
        List<Component> described = components.stream()
                .filter(each -> !each.field().description().isEmpty())
                .toList();
        out.append('\n').append(indent).append("/**");
        if (described.isEmpty()) {
            out.append(' ').append(escaped(lead)).append(" */\n");
            return;
        }
        out.append('\n')
                .append(indent)
                .append(" * ")
                .append(escaped(lead))
                .append('\n')
                .append(indent)
                .append(" *\n");
        described.forEach(each -> out.append(indent)
                .append(" * @param ")
                .append(each.name())
                .append(' ')
                .append(escaped(each.field().description()))
                .append('\n'));
        out.append(indent).append(" */\n");
    }

    /** A text on one line of Javadoc; a backslash could begin an escape there, too. */
    private static String escaped(String text) {
        return Names.line(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "&#64;")
                .replace("\\", "&#92;")
                .replace("{", "&#123;")
                .replace("}", "&#125;")
                .replace("*/", "*&#47;");
    }

    /** A type of a component, a parameter or an element. */
    private String element(ArgType type, boolean optional) {
        boolean nullable = optional || type instanceof ArgType.OrNull || type instanceof ArgType.Anything;
        if (nullable) {
            imports.add("org.jspecify.annotations.Nullable");
        }
        ArgType inner = type instanceof ArgType.OrNull some ? some.type() : type;
        return (nullable ? "@Nullable " : "") + type(inner, nullable);
    }

    private String type(ArgType type, boolean boxed) {
        if (type instanceof ArgType.Text text) {
            return switch (text.format()) {
                case "date-time" -> imported("java.time.", "OffsetDateTime");
                case "date" -> imported("java.time.", "LocalDate");
                case "uuid" -> imported("java.util.", "UUID");
                default -> "String";
            };
        } else if (type instanceof ArgType.Whole) {
            return boxed ? "Long" : "long";
        } else if (type instanceof ArgType.Decimal) {
            return boxed ? "Double" : "double";
        } else if (type instanceof ArgType.Truth) {
            return boxed ? "Boolean" : "boolean";
        } else if (type instanceof ArgType.Choice choice) {
            return name(choice.name());
        } else if (type instanceof ArgType.ListOf list) {
            return imported("java.util.", "List") + "<" + argument(list.item()) + ">";
        } else if (type instanceof ArgType.MapOf map) {
            return imported("java.util.", "Map") + "<String, " + argument(map.value()) + ">";
        } else if (type instanceof ArgType.Reference record) {
            return name(record.name());
        } else if (type instanceof ArgType.OrNull some) {
            return type(some.type(), true);
        }
        return "Object";
    }

    private String argument(ArgType type) {
        boolean nullable = type instanceof ArgType.OrNull || type instanceof ArgType.Anything;
        if (nullable) {
            imports.add("org.jspecify.annotations.Nullable");
        }
        return (nullable ? "@Nullable " : "") + type(type, true);
    }

    private String imported(String packageName, String type) {
        imports.add(packageName + type);
        return type;
    }
}
